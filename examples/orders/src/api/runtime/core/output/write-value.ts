/** How the characters of a value are written: as they are in headers, percent-encoded in URLs, cookies and forms. */
export type Encode = (text: string) => string;

const asItIs: Encode = (text) => text;

/** The text of a string, a finite number or a boolean; null for anything else. */
export function writeScalar(value: unknown): string | null {
  if (typeof value === "string") return value;
  const isPlain = typeof value === "boolean" || Number.isFinite(value);
  return isPlain ? String(value) : null;
}

/**
 * A value in the style `simple` (RFC 6570 §3.2.2): `a`, `a,b`, and for objects `R,100,G,200`, or `R=100,G=200` where it is
 * exploded. Null for what that style has no spelling for: what nests.
 */
export function writeSimple(value: unknown, explode: boolean, encode: Encode = asItIs): string | null {
  const members = membersOf(value);
  if (members !== null && explode)
    return joined(
      members.map((pair) => joined(pair, "=", encode)),
      ",",
    );
  const items = Array.isArray(value) ? (value as readonly unknown[]) : (members?.flat() ?? [value]);
  return joined(items, ",", encode);
}

/** Those that have a value, in their order; null for what is no object. */
export function membersOf(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
}

/** Null where one of them has no text. */
export function joined(items: readonly unknown[], separator: string, encode: Encode = asItIs): string | null {
  const texts = items.map(writeScalar);
  const whole = texts.filter((text) => text !== null);
  return whole.length < texts.length ? null : whole.map(encode).join(separator);
}

/** JSON that a header can carry: what is not ASCII is escaped. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
