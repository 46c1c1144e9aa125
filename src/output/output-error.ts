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

function asOutputError(what: string, error: unknown): unknown {
  if (errorCode(error) === null) return error;
  return new OutputError(`${what}: ${(error as Error).message}`, { cause: error });
}
