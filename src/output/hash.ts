import { createHash } from "node:crypto";

/**
 * SHA-256 of a text in UTF-8, lower-case hexadecimal. Line ends count as LF whatever they are: version control may
 * turn them into CRLF on checkout (`core.autocrlf`), and that is nobody's edit.
 */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
}
