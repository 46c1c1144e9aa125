/** Wrong usage, wrong configuration, or a file that cannot be read: exit code 2 and a sentence, no stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
