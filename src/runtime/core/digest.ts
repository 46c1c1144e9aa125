import { createHash } from "node:crypto";

/**
 * Stands for a value in what is counted and remembered: short, without spaces, the same in every process. What can be
 * guessed can be found by trying, so it stays in memory; a store outside of the process hashes it once more, with a secret.
 */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
