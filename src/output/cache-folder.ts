import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";

/**
 * Where results may be kept between runs: `node_modules/.cache/ringfence` of the project that `folder` belongs to; null
 * where there is no `node_modules`. Whatever stands in it may be deleted at any time, and changes no byte of the output.
 */
export function cacheFolder(folder: string): string | null {
  const modules = path.join(folder, "node_modules");
  if (lstatSync(modules, { throwIfNoEntry: false })?.isDirectory() === true)
    return path.join(modules, ".cache", "ringfence");
  const parent = path.dirname(folder);
  return parent === folder ? null : cacheFolder(parent);
}

/** The text of an entry; null where there is none, or none that can be read. */
export function readEntry(folder: string, name: string): string | null {
  try {
    return readFileSync(path.join(folder, name), "utf8");
  } catch {
    return null;
  }
}

/**
 * Writes an entry as a whole or not at all, so that processes that run at once never read each other's halves. A folder
 * that cannot be written is no error: the next run does the work again.
 */
export function writeEntry(folder: string, name: string, text: string): void {
  const temporary = path.join(folder, `${name}.${String(process.pid)}-${randomBytes(6).toString("hex")}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path.join(folder, name));
  } catch {
    removeQuietly(temporary);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder that takes no file lets none be removed.
  }
}
