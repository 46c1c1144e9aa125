import type { JsonReading } from "./json-text.js";
import { percentDecode } from "./percent.js";
import { splitQuery } from "./query.js";

/** Reads an `application/x-www-form-urlencoded` body: members are text, repeated names make a list of text. */
export function readForm(text: string): JsonReading {
  const pairs = splitQuery(text);
  if (pairs === null) return { kind: "refused", reason: "not a well-formed form" };
  const form = Object.create(null) as Record<string, string | string[]>;
  for (const { name, value } of pairs) {
    const decoded = percentDecode(value);
    if (decoded === null) return { kind: "refused", reason: "not a well-formed form" };
    if (name === "__proto__") return { kind: "refused", reason: "__proto__ as a member name" };
    const known = form[name];
    if (Array.isArray(known)) known.push(decoded);
    else form[name] = known === undefined ? decoded : [known, decoded];
  }
  return { kind: "value", value: form };
}
