import { lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, unlinkSync } from "node:fs";
import path from "node:path";
import { errorCode, onDiskNow, OutputError } from "./output-error.js";

/**
 * Folder in the root of each area. New files wait there until all of them are written, and old ones until all new ones
 * stand. It is there only while a run writes, or after one that died.
 */
const folderName = ".ringfence";

/** Path of something in the staging folder of an area's root. */
export function inStaging(root: string, name: string): string {
  return path.join(root, folderName, name);
}

/** Where the new text of a journal's n-th file waits. */
export function newFile(root: string, index: number): string {
  return inStaging(root, `${String(index)}.new`);
}

/** Where the old content of a journal's n-th file is kept. */
export function oldFile(root: string, index: number): string {
  return inStaging(root, `${String(index)}.old`);
}

/**
 * Makes the staging folder of an area, and the area.
 * @returns the first folder that had to be made, or null
 * @throws OutputError where it cannot be made, or where a symbolic link stands in its place
 */
export function openStaging(root: string): string | null {
  const folder = path.join(root, folderName);
  return onDiskNow(`cannot make ${folder}`, () => {
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === false)
      throw new OutputError(`a file stands where a folder is needed: ${root}`);
    const made = mkdirSync(folder, { recursive: true }) ?? null;
    if (!lstatSync(folder).isDirectory())
      throw new OutputError(`${folder} is ringfence's while it writes; remove the symbolic link`);
    return made;
  });
}

/** Whether old content is kept there. */
export function holdsOldFiles(root: string): boolean {
  return namesIn(root).some((name) => name.endsWith(".old"));
}

/**
 * Removes what runs put into the staging folder, and the folder where nothing else is in it. A lock stays. The journal
 * goes first: without it, the rest means nothing.
 */
export function clearStaging(root: string): void {
  const folder = path.join(root, folderName);
  const ours = namesIn(root).filter((name) => /^(?:\d+\.(?:new|old)|bar|lock-\d+)$/.test(name));
  onDiskNow(`cannot clear ${folder}`, () => {
    rmSync(inStaging(root, "journal"), { force: true });
    for (const name of ours) remove(path.join(folder, name));
    removeIfEmpty(folder);
  });
}

/** As `rmSync` does, which looks at every file first; there are thousands. */
function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Removes the staging folder of an area if nothing is in it. */
export function closeStaging(root: string): void {
  removeIfEmpty(path.join(root, folderName));
}

/** Removes a folder unless something stands in it; says whether it is gone. */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}

function namesIn(root: string): readonly string[] {
  const folder = path.join(root, folderName);
  return onDiskNow(`cannot read ${folder}`, () => {
    try {
      return lstatSync(folder).isDirectory() ? readdirSync(folder) : [];
    } catch (error) {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return [];
      throw error;
    }
  });
}
