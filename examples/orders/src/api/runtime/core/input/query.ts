import { percentDecode } from "./percent.js";

/** One `name=value` of a query: the name decoded, the value still raw but with `+` written as `%20`. */
export interface QueryPair {
  readonly name: string;
  readonly value: string;
}

/** Splits a query (`application/x-www-form-urlencoded`, WHATWG URL §5.1, read strictly); null where it is malformed. */
export function splitQuery(query: string): readonly QueryPair[] | null {
  const pairs: QueryPair[] = [];
  for (const part of query.split("&")) {
    if (part === "") continue;
    const separator = part.indexOf("=");
    const rawName = separator === -1 ? part : part.slice(0, separator);
    const name = percentDecode(rawName.replaceAll("+", "%20"));
    if (name === null || name === "") return null;
    const value = separator === -1 ? "" : part.slice(separator + 1).replaceAll("+", "%20");
    pairs.push({ name, value });
  }
  return pairs;
}
