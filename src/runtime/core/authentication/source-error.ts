/** An answer that cannot be relied on; the message names the address and what was wrong, and repeats nothing of it. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
