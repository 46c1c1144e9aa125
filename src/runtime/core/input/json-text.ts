/** What a JSON text may not be, or the value that it spells. */
export type JsonReading =
  { readonly kind: "value"; readonly value: unknown } | { readonly kind: "refused"; readonly reason: string };

/** Containers that are open, innermost last: the keys of an object, or null for an array. */
type OpenContainers = (Set<string> | null)[];

/**
 * Reads JSON (RFC 8259) from an untrusted sender. One pass without recursion looks for what `JSON.parse` would
 * accept silently or pay for dearly: too deep nesting, repeated keys (of which two readers would pick different ones),
 * `__proto__` as a key, and U+0000, which no database stores as text.
 */
export function readJson(text: string, maxDepth: number): JsonReading {
  const reason = findFault(text, maxDepth);
  if (reason !== null) return { kind: "refused", reason };
  try {
    const value = JSON.parse(text, suspicious.test(text) ? refuseInfinite : undefined) as unknown;
    return { kind: "value", value };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "refused", reason: error.message };
    return { kind: "refused", reason: "not well-formed JSON" };
  }
}

/** What a number that no double holds cannot do without: an exponent of three digits, or very many digits. */
const suspicious = /[eE]\+?\d{3}|(?<!\d)\d{200}/;

/** `JSON.parse` makes `1e400` Infinity, which no schema means by a number and no answer can repeat. */
function refuseInfinite(_key: string, value: unknown): unknown {
  if (value === Infinity || value === -Infinity) throw new RangeError("a number that is too large");
  return value;
}

function findFault(text: string, maxDepth: number): string | null {
  const open: OpenContainers = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfString(text, at);
        const fault = judgeString(text, at, end, expectsKey ? (open.at(-1) ?? null) : null);
        if (fault !== null) return fault;
        expectsKey = false;
        at = end;
        break;
      }
      case openBrace:
      case openBracket: {
        const isObject = text.charCodeAt(at) === openBrace;
        if (open.length >= maxDepth) return `nested deeper than ${String(maxDepth)} levels`;
        open.push(isObject ? new Set() : null);
        expectsKey = isObject;
        break;
      }
      case closeBrace:
      case closeBracket:
        open.pop();
        expectsKey = false;
        break;
      case comma:
        expectsKey = (open.at(-1) ?? null) !== null;
        break;
    }
  }
  return null;
}

/** Index of the closing quote, or the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

/** `keys` is null where the string is a value. */
function judgeString(text: string, start: number, end: number, keys: Set<string> | null): string | null {
  const content = text.slice(start + 1, end);
  const escaped = content.includes("\\");
  if (escaped && hasNull(content)) return "U+0000 in a string";
  if (keys === null) return null;
  const key = escaped ? unescape(`"${content}"`) : content;
  if (key === "__proto__") return "__proto__ as a member name";
  if (keys.has(key)) return "a member name occurs twice";
  keys.add(key);
  return null;
}

/** Escapes are read pairwise, so that an escaped backslash before `u0000` is no escape of it. */
function hasNull(content: string): boolean {
  for (let at = content.indexOf("\\"); at !== -1; at = content.indexOf("\\", at + 2)) {
    if (content.startsWith("u0000", at + 1)) return true;
  }
  return false;
}

function unescape(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
