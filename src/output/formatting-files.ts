import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Where prettier finds its configuration (prettier 3, "Configuration File"), beside `.editorconfig`. */
const data = [
  ...["package.json", "package.yaml", ".editorconfig", ".prettierrc", ".prettierrc.json", ".prettierrc.yaml"],
  ...[".prettierrc.yml", ".prettierrc.json5", ".prettierrc.toml"],
];
const endings = ["js", "mjs", "cjs", "ts", "mts", "cts"];
const programs = [".prettierrc", "prettier.config"].flatMap((name) =>
  endings.map((ending) => `${name}.${ending}`),
);

/**
 * Names everything that decides how files in these folders are formatted; null where a program decides, of which
 * nobody can tell what it will say next time.
 */
export function formattingIdentity(folders: readonly string[]): string | null {
  const hash = createHash("sha256");
  for (const folder of withAncestors(folders)) {
    if (programs.some((name) => existsSync(path.join(folder, name)))) return null;
    for (const name of data) {
      const content = read(path.join(folder, name));
      if (content !== null)
        hash.update(`${path.join(folder, name)}\0${String(content.length)}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

function withAncestors(folders: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const folder of folders) {
    for (let at = folder; !all.has(at); at = path.dirname(at)) all.add(at);
  }
  return all;
}

/** What cannot be read counts as absent: prettier would say so itself. */
function read(file: string): Buffer | null {
  if (!existsSync(file)) return null;
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
