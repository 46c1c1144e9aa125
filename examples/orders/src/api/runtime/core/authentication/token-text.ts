import { readJson } from "../input/json-text.js";

/** A JSON object, read strictly. */
export type JsonMembers = Readonly<Record<string, unknown>>;

const maxDepth = 16;

/**
 * The header of a compact JWS (RFC 7515 §7.1), or what is wrong with the token. Stricter than readers have to be, so that
 * no two of them can see different tokens: one spelling of base64url, UTF-8 without faults, no member twice
 * (RFC 7515 §10.12).
 */
export function readTokenHeader(token: string): JsonMembers | string {
  const [header = "", payload = "", signature = "", ...more] = token.split(".");
  const isCompact =
    more.length === 0 &&
    header !== "" &&
    signature !== "" &&
    [header, payload, signature].every(isCanonicalBase64url);
  if (!isCompact) return "not a compact JWS";
  return readObject(header) ?? "unreadable header";
}

/** The claims of a compact JWS whose header was read, as strictly; null where it carries none. */
export function readTokenPayload(token: string): JsonMembers | null {
  return readObject(token.split(".")[1] ?? "");
}

/** Base64url without padding, foreign characters or stray bits: one spelling for each token (RFC 7515 §2). */
function isCanonicalBase64url(text: string): boolean {
  return Buffer.from(text, "base64url").toString("base64url") === text;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readObject(part: string): JsonMembers | null {
  try {
    const reading = readJson(utf8.decode(Buffer.from(part, "base64url")), maxDepth);
    const value = reading.kind === "value" ? reading.value : null;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonMembers)
      : null;
  } catch {
    return null;
  }
}
