import { recalling } from "../document/remember.js";
import type { Model } from "../model/model.js";
import { Claims } from "./claims.js";
import { makePlan, type EmittedFile, type EmitOptions } from "./emitter.js";
import { extensionText, type ImportExtension } from "./imports.js";
import type { BesideFiles } from "./beside.js";
import { mapRelativeImports, relativeImports, runtimeFiles, type RuntimeFile } from "./runtime-files.js";
import { allShares, takeShares } from "./shares.js";
import { typedFiles } from "./typed-files.js";

export type { EmittedFile, EmitOptions };

/** Another maker of files. */
interface Elsewhere {
  readonly claims: Claims | null;
  readonly files: () => Promise<BesideFiles | null>;
}

const nowhere: Elsewhere = { claims: null, files: () => Promise.resolve(null) };

/**
 * The whole server as files; touches no disk but to read the templates and the runtime.
 * @param beside who makes some of them elsewhere meanwhile; null where nothing came of that
 */
export async function emit(
  model: Model,
  options: EmitOptions,
  beside: Elsewhere = nowhere,
): Promise<readonly EmittedFile[]> {
  const plan = makePlan(model, options);
  const own = takeShares(plan, beside.claims ?? new Claims(), "back");
  const made = await beside.files();
  const typed = made?.typed ?? (await typedFiles(plan));
  const files = [...allShares(plan, own, ...(made === null ? [] : [made.shared])), ...typed];
  return [...files, ...runtime(files, options.importExtension)];
}

/** The runtime modules that a file imports, without extension. Most files are the same each time somebody asks. */
function runtimeImports(file: EmittedFile): readonly string[] {
  return imports(file, [], () =>
    relativeImports(file.text).flatMap(
      (specifier) => /^(?:\.\/|\.\.\/)+runtime\/(.+?)(?:\.[jt]s)?$/.exec(specifier)?.[1] ?? [],
    ),
  );
}

const imports = recalling<readonly string[]>();

/** The runtime modules that the generated ones import, directly or not. */
function runtime(files: readonly EmittedFile[], extension: ImportExtension): readonly EmittedFile[] {
  const entries = files.filter(({ area }) => area === "api").flatMap(runtimeImports);
  return runtimeFiles([...new Set(entries)].map((entry) => `${entry}.ts`)).map((file) =>
    copies(file, [extension], () => copyOf(file, extension)),
  );
}

const copies = recalling<EmittedFile>();

function copyOf({ path, text }: RuntimeFile, extension: ImportExtension): EmittedFile {
  return {
    area: "api",
    path: `runtime/${path}`,
    text:
      extension === "js"
        ? text
        : mapRelativeImports(text, (specifier) => specifier.replace(/\.js$/, extensionText(extension))),
    ownership: "generated",
  };
}
