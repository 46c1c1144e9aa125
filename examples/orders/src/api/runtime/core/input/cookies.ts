import type { RequestHeaders } from "../message.js";
import { addTo } from "./group.js";

const pair = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=("?)([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*)\2$/;

/**
 * Cookies by name, values as sent and every repetition kept; null where the header is malformed. RFC 6265 §4.2.1, and
 * nothing more lenient: two parties that read a broken header differently see different cookies.
 */
export function readCookies(headers: RequestHeaders): ReadonlyMap<string, readonly string[]> | null {
  const cookies = new Map<string, string[]>();
  for (const header of headers.get("cookie") ?? []) {
    for (const text of header.split(";")) {
      const match = pair.exec(text.trim());
      if (match === null) return null;
      const [, name = "", , value = ""] = match;
      addTo(cookies, name, value);
    }
  }
  return cookies;
}
