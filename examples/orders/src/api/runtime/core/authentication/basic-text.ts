/** What a `Basic` credential says. */
export interface NameAndPassword {
  /** In Unicode's form NFC, so that one name has one spelling (RFC 8265 §3.3). */
  readonly name: string;
  readonly password: string;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads user name and password (RFC 7617 §2): canonical base64 of UTF-8 without control characters, split at the first
 * colon; null where it is anything else.
 */
export function readBasic(credential: string): NameAndPassword | null {
  const bytes = Buffer.from(credential, "base64");
  if (bytes.toString("base64") !== credential) return null;
  try {
    const text = utf8.decode(bytes);
    const colon = text.indexOf(":");
    if (colon < 1 || /\p{Cc}/u.test(text)) return null;
    return { name: text.slice(0, colon).normalize("NFC"), password: text.slice(colon + 1) };
  } catch {
    return null;
  }
}
