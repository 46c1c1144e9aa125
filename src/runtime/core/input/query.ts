import { percentDecode } from "./percent.js";

/** One `name=value`: the name decoded, the value still raw. */
export interface NamedText {
  readonly name: string;
  readonly value: string;
}

/**
 * The pairs of a query or a form (`application/x-www-form-urlencoded`, WHATWG URL §5.1, read strictly), one after the
 * other, so that who stops early pays for no more; null for a pair that is malformed. In values `+` is written as `%20`.
 */
export function* splitQuery(query: string): Generator<NamedText | null> {
  for (let start = 0; start < query.length;) {
    const end = query.indexOf("&", start);
    const part = query.slice(start, end === -1 ? query.length : end);
    start = end === -1 ? query.length : end + 1;
    if (part !== "") yield splitPair(part);
  }
}

function splitPair(part: string): NamedText | null {
  const separator = part.indexOf("=");
  const rawName = separator === -1 ? part : part.slice(0, separator);
  const name = percentDecode(rawName.replaceAll("+", "%20"));
  if (name === null || name === "") return null;
  const value = separator === -1 ? "" : part.slice(separator + 1).replaceAll("+", "%20");
  return { name, value };
}
