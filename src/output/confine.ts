import path from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { escapingFolder } from "./conflicts.js";
import { realFolder } from "./disk.js";
import { shown, type Area, type Layout } from "./layout.js";

/**
 * Refuses symbolic links that would lead writing or deleting out of the folders that the user named. A folder inside
 * the working directory must really be inside it; one that the user names outside of it is taken at their word.
 */
export async function findEscapes(
  files: readonly { readonly area: Area; readonly absolutePath: string }[],
  layout: Layout,
): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const area of new Set(files.map((file) => file.area))) {
    const folders = files.filter((file) => file.area === area).map((file) => path.dirname(file.absolutePath));
    const root = layout[area];
    const escape =
      (await escapeOfRoot(root, layout.cwd)) ?? (await firstEscape(new Set(folders), root, layout.cwd));
    if (escape !== null) diagnostics.push(escape);
  }
  return diagnostics;
}

async function escapeOfRoot(root: string, cwd: string): Promise<Diagnostic | null> {
  if (!contains(cwd, root)) return null;
  return await escapeOf(root, cwd, cwd, "the working directory");
}

async function firstEscape(
  folders: ReadonlySet<string>,
  root: string,
  cwd: string,
): Promise<Diagnostic | null> {
  for (const folder of folders) {
    const escape = await escapeOf(folder, root, cwd, shown(cwd, root));
    if (escape !== null) return escape;
  }
  return null;
}

async function escapeOf(
  folder: string,
  root: string,
  cwd: string,
  rootName: string,
): Promise<Diagnostic | null> {
  const [realRoot, real] = [await realFolder(root), await realFolder(folder)];
  const isConfined = realRoot !== null && real !== null && contains(realRoot, real);
  return isConfined ? null : escapingFolder(shown(cwd, folder), rootName);
}

function contains(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return (
    relative === "" ||
    (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}
