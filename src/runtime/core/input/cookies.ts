import type { RequestHeaders } from "../message.js";
import type { ParameterPolicy } from "../policy.js";
import type { FieldFault, Readings } from "./fields.js";
import { addTo } from "./group.js";
import { percentDecode } from "./percent.js";
import { misspelled, type Spelled } from "./spelling.js";
import { readItems, readMembers, readStyled, type Reading } from "./styles.js";

const pair = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=("?)([\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]*)\2$/;

/**
 * Cookies by name, values as sent and every repetition kept; null where the header is malformed. RFC 6265 §4.2.1 with the
 * commas that lists in cookies need (OpenAPI 3.1 §4.8.12.4), and nothing more lenient: two parties that read a broken
 * header differently see different cookies.
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

/** Reads the declared cookies; others belong to somebody else. */
export function readCookieFields(
  declared: readonly ParameterPolicy[],
  headers: RequestHeaders,
  maxDepth: number,
): { readonly kind: "readings"; readonly readings: Readings } | FieldFault {
  if (declared.length === 0) return { kind: "readings", readings: new Map() };
  const cookies = readCookies(headers);
  if (cookies === null) return { kind: "fault", pointer: "", message: "the Cookie header is malformed" };
  const readings = new Map<string, Spelled>();
  for (const parameter of declared) {
    // The style `cookie` knows no percent-encoding (OpenAPI 3.2 §4.12.5).
    const decode = parameter.style === "cookie" ? (text: string) => text : percentDecode;
    const read = readCookie(parameter, cookies, { decode, maxDepth });
    if (read !== undefined) readings.set(parameter.name, read);
  }
  return { kind: "readings", readings };
}

function readCookie(
  parameter: ParameterPolicy,
  cookies: ReadonlyMap<string, readonly string[]>,
  reading: Reading,
): Spelled | undefined {
  const { name, type, explode, style } = parameter;
  if (explode && type.kind === "object" && style !== "content") {
    const members = Object.keys(type.properties).flatMap((member) =>
      (cookies.get(member) ?? []).map((value) => [member, value] as const),
    );
    return members.length === 0 ? undefined : readMembers(type, members, reading);
  }
  const values = cookies.get(name);
  if (values === undefined) return undefined;
  if (values.length > 1) {
    return type.kind === "array" && explode
      ? readItems(type, values, reading)
      : misspelled("must occur once");
  }
  return readStyled(parameter, values[0] ?? "", reading);
}
