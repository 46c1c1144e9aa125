import { lstatSync, readFileSync, type BigIntStats } from "node:fs";
import { errorCode } from "./output-error.js";

/** What the file system says of a file. Two equal ones mean the same content, unless it was looked at too soon. */
export interface FileState {
  readonly path: string;
  /** Bytes. */
  readonly size: string;
  /** Nanoseconds since 1970: of the last change of the content, and of anything about the file. */
  readonly mtime: string;
  readonly ctime: string;
  readonly inode: string;
  /** Names the content. */
  readonly hash: string;
  /** Whether the content could still change without the times showing it. */
  readonly fresh: boolean;
}

/** Clocks of file systems step: by a tick of the kernel (10 ms at most), or by whole seconds (two on FAT). Nanoseconds. */
const fineStep = 50_000_000n;
const coarseStep = 2_100_000_000n;

/** The state of a regular file whose content has this name; null where there is none. Symbolic links are not followed. */
export function stateOf(path: string, hash: string): FileState | null {
  const status = statusOf(path);
  if (status?.isFile() !== true) return null;
  const { size, mtimeNs, ctimeNs, ino } = status;
  const latest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const step = mtimeNs % 1_000_000n === 0n ? coarseStep : fineStep;
  return {
    path,
    size: String(size),
    mtime: String(mtimeNs),
    ctime: String(ctimeNs),
    inode: String(ino),
    hash,
    fresh: latest + step > BigInt(Date.now()) * 1_000_000n,
  };
}

/** Of what cannot be looked at nothing is known; whoever needs the file says why it cannot be reached. */
function statusOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return undefined;
  }
}

/**
 * The state of a file now, if its content is still what it was: known by the times, or else read. Null where it differs.
 * `name` names a content as `hash` does.
 */
export function sameContent(before: FileState, name: (content: Buffer) => string): FileState | null {
  const now = stateOf(before.path, before.hash);
  if (now === null) return null;
  if (isSure(before, now)) return before;
  return name(readFileSync(before.path)) === before.hash ? now : null;
}

/** Whether a file is sure to hold what it held, without a look into it. */
export function sameTimes(before: FileState): boolean {
  const now = before.fresh ? null : stateOf(before.path, before.hash);
  return now !== null && isSure(before, now);
}

function isSure(before: FileState, now: FileState): boolean {
  const { size, mtime, ctime, inode, fresh } = before;
  const isSame = size === now.size && inode === now.inode && mtime === now.mtime && ctime === now.ctime;
  return isSame && !fresh;
}
