import { createHash } from "node:crypto";
import type { RedisConnection } from "./connection.js";

/** A script that Redis runs as one atomic step. */
export interface Script {
  readonly text: string;
  /** By which Redis knows it once it has run: SHA-1 in hexadecimal digits. */
  readonly sha: string;
}

export function script(text: string): Script {
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

/** Runs a script; its text is sent only where Redis does not know it (yet, or any more). */
export async function runScript(
  connection: RedisConnection,
  { text, sha }: Script,
  keys: readonly string[],
  words: readonly string[],
): Promise<unknown> {
  const rest = [String(keys.length), ...keys, ...words];
  try {
    return await connection.send(["EVALSHA", sha, ...rest]);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return connection.send(["EVAL", text, ...rest]);
  }
}
