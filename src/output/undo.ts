import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { barrierHash, entryFile } from "./barrier.js";
import { fingerprint } from "./hash.js";
import { placeOf, type JournalEntry } from "./journal.js";
import type { Layout } from "./layout.js";
import { errorCode, onDiskNow } from "./output-error.js";
import { oldFile, removeIfEmpty } from "./staging.js";

/**
 * Restores the old files of a commit that did not come to its end, the entry's barrier last. What was not exchanged yet
 * is left alone, and so is what somebody edited since. It may itself be interrupted, and begun again.
 */
export function undo(entries: readonly JournalEntry[], layout: Layout): void {
  const placed = entries.map((entry, index) => ({ entry, index, ...placeOf(entry, layout) }));
  for (const { entry, index, absolutePath, root } of placed) {
    onDiskNow(`cannot restore ${absolutePath}`, () => {
      if (!isOfCommit(entry, hashAt(absolutePath))) return;
      if (entry.before === null) rmSync(absolutePath, { force: true });
      else restore(oldFile(root, index), absolutePath);
    });
  }
  // Only now, for a folder that new files leave empty may be one that old files come back to.
  for (const { entry, absolutePath, root } of placed) {
    if (entry.before === null) removeEmptyFolders(path.dirname(absolutePath), root);
  }
}

/** Whether every file of a commit is in its new state: the process died when only the clearing was left to do. */
export function isDone(entries: readonly JournalEntry[], layout: Layout): boolean {
  return entries.every((entry) => {
    const { absolutePath } = placeOf(entry, layout);
    return onDiskNow(`cannot read ${absolutePath}`, () => hashAt(absolutePath)) === entry.after;
  });
}

/** Whether the commit brought a file to the state in which it is found. */
function isOfCommit(entry: JournalEntry, found: string | null): boolean {
  if (entry.file === entryFile && found === barrierHash) return true;
  return found === entry.after && found !== entry.before;
}

function restore(kept: string, absolutePath: string): void {
  if (hashAt(kept) === null) return;
  if (!existsSync(path.dirname(absolutePath))) mkdirSync(path.dirname(absolutePath), { recursive: true });
  renameSync(kept, absolutePath);
}

/** Removes a folder and those above it, below `root`, while they are empty. */
export function removeEmptyFolders(folder: string, root: string): void {
  if (folder === root || !folder.startsWith(root + path.sep)) return;
  if (removeIfEmpty(folder)) removeEmptyFolders(path.dirname(folder), root);
}

/** Fingerprint of a regular file; null where there is none. */
function hashAt(absolutePath: string): string | null {
  try {
    return lstatSync(absolutePath).isFile() ? fingerprint(readFileSync(absolutePath, "utf8")) : null;
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
}
