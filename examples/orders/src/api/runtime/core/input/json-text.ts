import { endOfString, pointerAt, unescape } from "./json-place.js";
import { isKept } from "./kept-number.js";

/** What a JSON text may not be, or the value that it spells. */
export type JsonReading =
  | { readonly kind: "value"; readonly value: unknown }
  /** `pointer`: where in the value, as far as that is known. */
  | { readonly kind: "refused"; readonly reason: string; readonly pointer: string };

interface Fault {
  readonly reason: string;
  /** Where in the text, where one member is to blame. */
  readonly at?: number;
}

/** Containers that are open, innermost last: the keys of an object, or null for an array. */
type OpenContainers = (Set<string> | null)[];

/**
 * Reads JSON (RFC 8259) from an untrusted sender. One pass without recursion looks for what `JSON.parse` would
 * accept silently or pay for dearly: too deep nesting, repeated keys (of which two readers would pick different ones),
 * `__proto__` as a key, U+0000, which no database stores as text, and numbers that would arrive as others.
 */
export function readJson(text: string, maxDepth: number): JsonReading {
  const fault = findFault(text, maxDepth);
  if (fault !== null) return refused(fault.reason, fault.at === undefined ? "" : pointerAt(text, fault.at));
  try {
    return { kind: "value", value: JSON.parse(text) as unknown };
  } catch {
    return refused("not well-formed JSON", "");
  }
}

function refused(reason: string, pointer: string): JsonReading {
  return { kind: "refused", reason, pointer };
}

function findFault(text: string, maxDepth: number): Fault | null {
  const open: OpenContainers = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfString(text, at);
        const fault = judgeString(text, at, end, expectsKey ? (open.at(-1) ?? null) : null);
        if (fault !== null) return { reason: fault };
        expectsKey = false;
        at = end;
        break;
      }
      case openBrace:
      case openBracket: {
        const isObject = text.charCodeAt(at) === openBrace;
        if (open.length >= maxDepth) return { reason: `nested deeper than ${String(maxDepth)} levels` };
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
      default:
        if (!isDigit(text.charCodeAt(at))) break;
        {
          const end = endOfNumber(text, at);
          if (end - at >= suspicious && !isKept(text.slice(at, end))) return { reason: tooLarge, at };
          at = end - 1;
        }
    }
  }
  return null;
}

const tooLarge = "a number that is too large to be kept exactly";

/** A number that a double does not hold has no fewer characters than `1e309`. */
const suspicious = 5;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The first index behind a number; its sign aside, which changes nothing. */
function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && inNumber(text.charCodeAt(at))) at += 1;
  return at;
}

/** Digits, point, exponent and its sign. */
function inNumber(code: number): boolean {
  return isDigit(code) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d;
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

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
