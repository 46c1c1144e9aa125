import { lstatSync } from "node:fs";
import { lstat, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { errorCode, onDisk, onDiskNow, OutputError } from "./output-error.js";

/** What stands at a path. `other`: a folder, a symbolic link, a device: nothing that may be replaced by a file. */
export type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "file"; readonly content: Buffer }
  | { readonly kind: "other"; readonly what: string };

/** Looks at a path without following a symbolic link at its end. */
export async function look(absolutePath: string): Promise<Found> {
  return await onDisk(`cannot read ${absolutePath}`, async () => {
    const status = await statOf(absolutePath);
    if (status === null) return { kind: "absent" };
    if (status.isFile()) return { kind: "file", content: await readFile(absolutePath) };
    return {
      kind: "other",
      what: status.isSymbolicLink()
        ? "a symbolic link"
        : status.isDirectory()
          ? "a folder"
          : "no regular file",
    };
  });
}

/** Whether anything stands at a path, be it a symbolic link that leads nowhere. Nothing does below a file. */
export function stands(absolutePath: string): boolean {
  return onDiskNow(`cannot read ${absolutePath}`, () => {
    try {
      return lstatSync(absolutePath, { throwIfNoEntry: false }) !== undefined;
    } catch (error) {
      if (errorCode(error) === "ENOTDIR") return false;
      throw error;
    }
  });
}

/**
 * The real path that writing to a folder would reach, whether or not it exists yet.
 * Null where a symbolic link on the way leads nowhere.
 */
export async function realFolder(absolutePath: string): Promise<string | null> {
  return await onDisk(`cannot read ${absolutePath}`, async () => await resolveReal(absolutePath));
}

async function resolveReal(absolutePath: string): Promise<string | null> {
  try {
    return await realpath(absolutePath);
  } catch (error) {
    if (errorCode(error) === "ENOTDIR")
      throw new OutputError(`a file stands where a folder is needed: ${absolutePath}`);
    if (errorCode(error) !== "ENOENT") throw error;
  }
  if ((await statOf(absolutePath)) !== null) return null;
  const parent = path.dirname(absolutePath);
  if (parent === absolutePath) return absolutePath;
  const real = await resolveReal(parent);
  return real === null ? null : path.join(real, path.basename(absolutePath));
}

async function statOf(absolutePath: string): Promise<Awaited<ReturnType<typeof lstat>> | null> {
  try {
    return await lstat(absolutePath);
  } catch (error) {
    // A file where a folder should be: nothing stands below it.
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
}
