/** Percent-decodes one value, or null where it is malformed, not UTF-8, or holds U+0000. RFC 3986 §2.1. */
export function percentDecode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text);
    return decoded.includes("\0") ? null : decoded;
  } catch {
    return null;
  }
}
