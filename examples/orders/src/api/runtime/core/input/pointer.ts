/** A token of a JSON Pointer, escaped (RFC 6901 §3) and short enough to repeat in an answer. */
export function escapeToken(token: string): string {
  const short = token.length > 64 ? `${token.slice(0, 64)}…` : token;
  return short.replaceAll("~", "~0").replaceAll("/", "~1");
}
