import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode, onDiskNow, OutputError } from "./output-error.js";
import { closeStaging, inStaging, openStaging, removeIfEmpty } from "./staging.js";

/** Milliseconds that a run waits for another one to finish. */
const patience = 60_000;

/** Milliseconds after which a lock counts as left behind whose holder cannot be asked: it is of another machine or has no content. */
const foreignLifetime = 600_000;

/** Locks that this process holds. */
const held = new Set<string>();

/**
 * Runs `work` while no other ringfence writes to the folder. A lock whose process is gone is taken over. Where the folder
 * allows no lock there is nothing to write either; then `work` runs without, and fails by itself if it has to write.
 * @throws OutputError where another process holds the lock for a minute
 */
export async function withLock<T>(root: string, work: () => Promise<T>): Promise<T> {
  const release = await acquire(root);
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(root: string): Promise<() => void> {
  const lock = inStaging(root, "lock");
  const deadline = Date.now() + patience;
  let made: string | null = null;
  for (;;) {
    try {
      made ??= openStaging(root);
      if (tryLock(root, lock)) {
        held.add(lock);
        return () => {
          release(root, lock, made);
        };
      }
    } catch (error) {
      if (isRefusal(error)) return () => undefined;
      throw error;
    }
    if (Date.now() > deadline) throw occupied(lock);
    await delay(20 + Math.random() * 30);
  }
}

/** One try; where it fails, a lock that was left behind is out of the way of the next. */
function tryLock(root: string, lock: string): boolean {
  const claim = inStaging(root, `lock-${String(process.pid)}`);
  return onDiskNow(`cannot lock ${root}`, () => {
    try {
      // One that is left from a process of the same number may be the very file that the lock is.
      rmSync(claim, { force: true });
      writeFileSync(claim, owner(), { flag: "wx" });
      // Unlike a file that is created and then written, a link is never seen without its content.
      linkSync(claim, lock);
      return true;
    } catch (error) {
      const code = errorCode(error);
      if (code === "EEXIST") removeAbandoned(lock);
      else if (code !== "ENOENT") return lockWithoutLinks(lock, error);
      return false;
    } finally {
      removeQuietly(claim);
    }
  });
}

/** What stays is removed with the rest of the staging folder. */
function removeQuietly(absolutePath: string): void {
  try {
    rmSync(absolutePath, { force: true });
  } catch (error) {
    if (errorCode(error) === null) throw error;
  }
}

function lockWithoutLinks(lock: string, reason: unknown): boolean {
  if (!["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"].includes(errorCode(reason) ?? "")) throw reason;
  try {
    writeFileSync(lock, owner(), { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    removeAbandoned(lock);
    return false;
  }
}

/** Two processes may find the same lock abandoned; the second must not remove what the first put in its place. */
function removeAbandoned(lock: string): void {
  const seen = readLock(lock);
  if (seen === null || held.has(lock) || !isAbandoned(seen)) return;
  const aside = `${lock}-0${String(process.pid)}`;
  try {
    renameSync(lock, aside);
    if (readLock(aside)?.text !== seen.text) linkSync(aside, lock);
  } catch (error) {
    // Somebody was faster.
    if (errorCode(error) !== "ENOENT" && errorCode(error) !== "EEXIST") throw error;
  } finally {
    removeQuietly(aside);
  }
}

interface SeenLock {
  readonly text: string;
  /** Milliseconds. */
  readonly age: number;
}

function readLock(lock: string): SeenLock | null {
  try {
    return { text: readFileSync(lock, "utf8"), age: Date.now() - lstatSync(lock).mtimeMs };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function isAbandoned({ text, age }: SeenLock): boolean {
  const holder = parseOwner(text);
  if (holder === null || holder.host !== hostname()) return age > foreignLifetime;
  // A lock of this very process that it does not hold is one that it could not remove.
  return holder.pid === process.pid || !isAlive(holder.pid) || startOf(holder.pid) !== holder.start;
}

/** Process, the time it began and machine: numbers of processes are given out again, in containers at once. */
function owner(): string {
  return `${String(process.pid)} ${startOf(process.pid)} ${hostname()}\n`;
}

function parseOwner(
  text: string,
): { readonly pid: number; readonly start: string; readonly host: string } | null {
  const [, pid, start = "", host = ""] = /^(\d+) (\d+|-) (.*)\n/.exec(text) ?? [];
  return pid === undefined ? null : { pid: Number(pid), start, host };
}

/** When a process began, in ticks since the machine did (proc(5), field 22); `-` where the system does not say. */
export function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The name of the program comes second, in parentheses, and may hold spaces.
    return status.slice(status.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
  } catch {
    return "-";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/** Also takes away the folders that were made for the lock alone. */
function release(root: string, lock: string, made: string | null): void {
  held.delete(lock);
  try {
    if (readLock(lock)?.text === owner()) rmSync(lock, { force: true });
    closeStaging(root);
  } catch (error) {
    // The next run finds that nobody holds it.
    if (errorCode(error) === null) throw error;
  }
  if (made === null) return;
  for (let folder = root; folder.startsWith(made) && removeIfEmpty(folder); folder = path.dirname(folder));
}

function isRefusal(error: unknown): boolean {
  const cause = error instanceof OutputError ? errorCode(error.cause) : null;
  return cause !== null && ["EACCES", "EPERM", "EROFS"].includes(cause);
}

function occupied(lock: string): OutputError {
  const holder = parseOwner(readLock(lock)?.text ?? "");
  const who = holder === null ? "" : ` (process ${String(holder.pid)} on ${holder.host})`;
  return new OutputError(`another ringfence writes here${who}; if there is none, delete ${lock}`);
}
