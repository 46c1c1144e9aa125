import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { mapLimited } from "./concurrency.js";
import { errorCode, onDisk } from "./output-error.js";

/** A text and the place where it goes. */
export interface Write {
  readonly absolutePath: string;
  readonly text: string;
}

/**
 * Writes all texts or, where one cannot be written, none: every text is first on disk beside its place, and only then
 * renamed into it. An interruption leaves each file with its old or its new content, never with a part.
 */
export async function writeAll(writes: readonly Write[]): Promise<void> {
  const folders = [...new Set(writes.map((write) => path.dirname(write.absolutePath)))];
  for (const folder of folders)
    await onDisk(`cannot make ${folder}`, () => mkdir(folder, { recursive: true }));
  await mapLimited(folders, 8, removeLeftovers);
  const staged = writes.map((write) => ({ ...write, temporaryPath: temporaryPath(write.absolutePath) }));
  try {
    await mapLimited(staged, 16, async (write) => {
      await onDisk(`cannot write ${write.absolutePath}`, () => writeDurably(write.temporaryPath, write.text));
    });
    await mapLimited(staged, 16, async (write) => {
      await onDisk(`cannot write ${write.absolutePath}`, () =>
        rename(write.temporaryPath, write.absolutePath),
      );
    });
  } catch (error) {
    // What cannot be removed now is removed by the next run; the reason of the failure must not be lost over it.
    await Promise.allSettled(staged.map((write) => rm(write.temporaryPath, { force: true })));
    throw error;
  }
}

/** Deletes files, and the folders below `root` that this leaves empty. */
export async function deleteAll(
  files: readonly { readonly absolutePath: string; readonly root: string }[],
): Promise<void> {
  for (const file of files) {
    await onDisk(`cannot delete ${file.absolutePath}`, () => rm(file.absolutePath, { force: true }));
    await removeEmptyFolders(path.dirname(file.absolutePath), file.root);
  }
}

async function writeDurably(absolutePath: string, text: string): Promise<void> {
  const handle = await open(absolutePath, "wx");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const leftover = /^\.ringfence-(\d+)-[0-9a-f]{12}\.tmp$/;

/** Hidden, in the same folder so that the rename is atomic, and naming the process that is responsible for it. */
function temporaryPath(absolutePath: string): string {
  const name = `.ringfence-${String(process.pid)}-${randomBytes(6).toString("hex")}.tmp`;
  return path.join(path.dirname(absolutePath), name);
}

/** Removes what a run that died left behind; a run that is still alive keeps its files. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await onDisk(`cannot read ${folder}`, () => readdir(folder));
  for (const name of names) {
    const pid = leftover.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await onDisk(`cannot delete ${name}`, () => rm(path.join(folder, name), { force: true }));
    }
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

async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  if (folder === root || !folder.startsWith(root + path.sep)) return;
  try {
    await rmdir(folder);
  } catch {
    // Something else stands in it, or somebody was faster: either way it stays as it is.
    return;
  }
  await removeEmptyFolders(path.dirname(folder), root);
}
