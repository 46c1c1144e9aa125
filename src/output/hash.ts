import { hash } from "node:crypto";

/**
 * SHA-256 of a text in UTF-8, lower-case hexadecimal. Line ends count as LF whatever they are: version control may
 * turn them into CRLF on checkout (`core.autocrlf`), and that is nobody's edit.
 */
export function fingerprint(text: string): string {
  if (text.length < worthKeeping) return hashOf(text);
  const known = latest.find((each) => each.text === text);
  if (known !== undefined) return known.hash;
  const entry = { text, hash: hashOf(text) };
  latest.unshift(entry);
  latest.length = Math.min(latest.length, kept);
  return entry.hash;
}

/** A file that changes is compared, announced, written and compared again: its long text would be hashed each time. */
const worthKeeping = 20_000;
const kept = 6;
const latest: { readonly text: string; readonly hash: string }[] = [];

function hashOf(text: string): string {
  return hash("sha256", text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text);
}
