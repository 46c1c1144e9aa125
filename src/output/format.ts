import type * as Prettier from "prettier";
import type { PlannedFile } from "./layout.js";
import { OutputError } from "./output-error.js";

/**
 * Formats what people read with the user's own prettier configuration, resolved from each file's place.
 * Left alone: `runtime/`, which is copied byte for byte, and `validators/`, which is large and read by no one.
 */
export async function format(files: readonly PlannedFile[]): Promise<readonly PlannedFile[]> {
  const prettier = await import("prettier");
  // A watching process must see a configuration that changed.
  await prettier.clearConfigCache();
  const formatted: PlannedFile[] = [];
  for (const file of files) {
    formatted.push(isFormatted(file) ? { ...file, text: await formatFile(prettier, file) } : file);
  }
  return formatted;
}

function isFormatted(file: PlannedFile): boolean {
  return file.path.endsWith(".ts") && !(file.area === "api" && /^(?:runtime|validators)\//.test(file.path));
}

async function formatFile(prettier: typeof Prettier, file: PlannedFile): Promise<string> {
  const configuration = await readConfiguration(prettier, file);
  try {
    return await prettier.format(file.text, {
      ...configuration,
      parser: "babel-ts",
      filepath: file.absolutePath,
    });
  } catch (error) {
    // A syntax error is in text that we emitted; everything else comes from the configuration.
    if (error instanceof SyntaxError || !(error instanceof Error)) throw error;
    throw unusable(error);
  }
}

async function readConfiguration(prettier: typeof Prettier, file: PlannedFile): Promise<Prettier.Options> {
  try {
    return (await prettier.resolveConfig(file.absolutePath, { editorconfig: true })) ?? {};
  } catch (error) {
    throw unusable(error);
  }
}

function unusable(error: unknown): OutputError {
  const reason = error instanceof Error ? error.message : String(error);
  return new OutputError(`the prettier configuration cannot be used (--no-format does without): ${reason}`, {
    cause: error,
  });
}
