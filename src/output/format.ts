import path from "node:path";
import type * as Prettier from "prettier";
import type { PlannedFile } from "./layout.js";
import { OutputError } from "./output-error.js";

/**
 * Formats what people read with the user's own prettier configuration, resolved from each file's place. What is emitted
 * is formatted the way prettier does by default, so prettier runs only where a configuration asks for something else.
 * Left alone: `runtime/`, which is copied byte for byte, and `validators/`, which is large and read by no one.
 */
export async function format(
  files: readonly PlannedFile[],
  memory: FormatMemory = new FormatMemory(),
): Promise<readonly PlannedFile[]> {
  const prettier = await import("prettier");
  // A watching process must see a configuration that changed.
  await prettier.clearConfigCache();
  const configurations = new Configurations(prettier, await defaultsOf(prettier), memory);
  const formatted: PlannedFile[] = [];
  for (const file of files) {
    const configuration = isFormatted(file) ? await configurations.of(file) : null;
    formatted.push(
      configuration === null
        ? file
        : {
            ...file,
            text: await memory.formatted(file, configuration, () =>
              formatFile(prettier, file, configuration),
            ),
          },
    );
  }
  return formatted;
}

/** What a process that formats the same files again and again knows of their texts. */
export class FormatMemory {
  readonly #plain = new Map<string, { readonly text: string; readonly isPlain: boolean }>();
  readonly #formatted = new Map<
    string,
    { readonly text: string; readonly configuration: string; readonly formatted: string }
  >();

  /** Whether prettier and the emitters count the columns of a text alike. */
  isPlain({ absolutePath, text }: PlannedFile): boolean {
    const known = this.#plain.get(absolutePath);
    if (known?.text === text) return known.isPlain;
    const answer = isPlain(text);
    this.#plain.set(absolutePath, { text, isPlain: answer });
    return answer;
  }

  /** What `anew` made of a text the last time, where the text and the configuration are the same still. */
  async formatted(
    { absolutePath, text }: PlannedFile,
    options: Prettier.Options,
    anew: () => Promise<string>,
  ): Promise<string> {
    const known = this.#formatted.get(absolutePath);
    const configuration = nameOf(options);
    if (configuration !== null && known?.text === text && known.configuration === configuration)
      return known.formatted;
    const formatted = await anew();
    if (configuration !== null) this.#formatted.set(absolutePath, { text, configuration, formatted });
    return formatted;
  }
}

/** A text that names a configuration; null where it brings plugins, whose programs nobody can compare. */
function nameOf(options: Prettier.Options): string | null {
  return (options.plugins ?? []).length > 0 ? null : JSON.stringify(options);
}

function isFormatted(file: PlannedFile): boolean {
  return file.path.endsWith(".ts") && !(file.area === "api" && /^(?:runtime|validators)\//.test(file.path));
}

async function defaultsOf(prettier: typeof Prettier): Promise<ReadonlyMap<string, unknown>> {
  const { options } = await prettier.getSupportInfo();
  return new Map(options.map((option) => [option.name ?? "", option.default]));
}

/** The configuration of each file that differs from prettier's defaults. */
class Configurations {
  readonly #prettier: typeof Prettier;
  readonly #defaults: ReadonlyMap<string, unknown>;
  /** Folders that no configuration applies to: finding that out once a folder is enough. */
  readonly #without = new Set<string>();

  readonly #memory: FormatMemory;

  constructor(prettier: typeof Prettier, defaults: ReadonlyMap<string, unknown>, memory: FormatMemory) {
    this.#prettier = prettier;
    this.#defaults = defaults;
    this.#memory = memory;
  }

  async of(file: PlannedFile): Promise<Prettier.Options | null> {
    const folder = path.dirname(file.absolutePath);
    if (this.#without.has(folder)) return this.#memory.isPlain(file) ? null : {};
    const configuration = await this.#resolve(file);
    if (configuration === null) this.#without.add(folder);
    return this.#isDefault(configuration ?? {}) && this.#memory.isPlain(file) ? null : (configuration ?? {});
  }

  async #resolve(file: PlannedFile): Promise<Prettier.Options | null> {
    try {
      return await this.#prettier.resolveConfig(file.absolutePath, { editorconfig: true });
    } catch (error) {
      throw unusable(error);
    }
  }

  #isDefault(configuration: Prettier.Options): boolean {
    return Object.entries(configuration).every(
      ([name, value]) => value === undefined || value === this.#defaults.get(name),
    );
  }
}

/** Characters that take two columns: those of eastern scripts, and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\ud83c-\ud83e\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Code without wide characters, whose lines prettier and the emitters count alike; comments are not counted. */
function isPlain(text: string): boolean {
  return !wide.test(text) || !wide.test(text.replace(/\/\*[\s\S]*?\*\//g, ""));
}

async function formatFile(
  prettier: typeof Prettier,
  file: PlannedFile,
  configuration: Prettier.Options,
): Promise<string> {
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

function unusable(error: unknown): OutputError {
  const reason = error instanceof Error ? error.message : String(error);
  return new OutputError(`the prettier configuration cannot be used (--no-format does without): ${reason}`, {
    cause: error,
  });
}
