/** The user's surroundings do not allow the work: a disk that is full, a folder without write permission, a broken prettier configuration. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** Node's code of a failed system call (`ENOENT`), or null for anything else. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Runs file-system work; its failures are the surroundings', not ours. */
export async function onDisk<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asOutputError(what, error);
  }
}

/** The same for work that does not wait. */
export function onDiskNow<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asOutputError(what, error);
  }
}

/** What Node's codes say, in words that tell what to do. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a file stands where a folder is needed",
  EEXIST: "a file stands where a folder is needed",
  EISDIR: "a folder stands where a file is needed",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the path is too long",
  ELOOP: "symbolic links lead in a circle",
};

function asOutputError(what: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  const reason = Object.hasOwn(reasons, code) ? `${reasons[code] ?? ""} (${code})` : (error as Error).message;
  return new OutputError(`${what}: ${reason}`, { cause: error });
}
