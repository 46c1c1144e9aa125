import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const project = fileURLToPath(new URL("../../", import.meta.url));

const corpus = path.join(project, "../shared/corpus");

/**
 * The documents of the corpus beside the project, or null where it is absent.
 * @returns {readonly { readonly name: string, readonly file: string, readonly root: string }[] | null} entries by name, with absolute paths
 */
export function documents() {
  const manifest = path.join(corpus, "manifest.json");
  if (!existsSync(manifest)) return null;
  const entries = JSON.parse(readFileSync(manifest, "utf8"));
  return entries.map((entry) => {
    const name = entry.file ?? entry.entry;
    // Documents refer to files beside their own folder; all of one origin lie together.
    return { name, file: path.join(corpus, name), root: path.join(corpus, name.split("/")[0]) };
  });
}
