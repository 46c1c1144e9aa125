import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the project, with a slash at its end. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** Relative to the project, forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below a folder of the project. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  const names = readdirSync(path.join(projectFolder, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.split(path.sep).join("/")}`)
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(projectFolder, file), "utf8") }));
}

export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** Relative imports: the file that is meant, relative to the project; null for packages. */
  readonly target: string | null;
  /** `import type … from`: gone before anything runs. */
  readonly isType: boolean;
}

/** Imports and re-exports of a file, dynamic ones too. */
export function importsOf(file: SourceFile): readonly Import[] {
  const statements = file.text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"'$]+)["']/gm,
  );
  return [...statements].map(([, type, fixed, dynamic]) => {
    const specifier = fixed ?? dynamic ?? "";
    const target = specifier.startsWith(".")
      ? path.posix.join(path.posix.dirname(file.path), specifier.replace(/\.js$/, ".ts"))
      : null;
    return { specifier, target, isType: type !== undefined };
  });
}
