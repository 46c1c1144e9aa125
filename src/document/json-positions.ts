import type { Find } from "./syntax.js";
import type { Span } from "./position.js";

interface Member {
  readonly key: Span | null;
  readonly value: Span;
}

/**
 * Finds members in JSON text that is known to be valid. A container is indexed when a pointer first leads into it, and
 * what it contains is only skipped, so that a document of ten megabytes costs nothing until something is asked for.
 */
export function createJsonFind(text: string): Find {
  const indexes = new Map<number, ReadonlyMap<string, Member>>();
  const indexAt = (start: number): ReadonlyMap<string, Member> => {
    const known = indexes.get(start) ?? indexContainer(text, start);
    indexes.set(start, known);
    return known;
  };
  let whole: Member | undefined;
  return (tokens, part) => {
    whole ??= { key: null, value: { start: skipBlank(text, 0), end: text.trimEnd().length } };
    let member = whole;
    for (const token of tokens) {
      const next = isContainerAt(text, member.value.start)
        ? indexAt(member.value.start).get(token)
        : undefined;
      if (next === undefined) break;
      member = next;
    }
    return member.key !== null && (part ?? defaultPart(text, member)) === "key" ? member.key : member.value;
  };
}

function defaultPart(text: string, member: Member): "key" | "value" {
  return isContainerAt(text, member.value.start) ? "key" : "value";
}

function isContainerAt(text: string, offset: number): boolean {
  return text[offset] === "{" || text[offset] === "[";
}

function indexContainer(text: string, start: number): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  const isList = text[start] === "[";
  let at = skipBlank(text, start + 1);
  while (at < text.length && text[at] !== "}" && text[at] !== "]") {
    let key: Span | null = null;
    if (!isList) {
      key = { start: at, end: skipString(text, at) };
      at = skipBlank(text, skipBlank(text, key.end) + 1);
    }
    const value = valueAt(text, at);
    members.set(key === null ? String(members.size) : keyText(text, key), { key, value });
    at = skipBlank(text, value.end);
    if (text[at] === ",") at = skipBlank(text, at + 1);
  }
  return members;
}

function valueAt(text: string, start: number): Span {
  return { start, end: skipValue(text, start) };
}

function keyText(text: string, key: Span): string {
  return JSON.parse(text.slice(key.start, key.end)) as string;
}

function skipBlank(text: string, offset: number): number {
  let at = offset;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at += 1;
  return at;
}

/** Offset after the string that begins at `offset`. */
export function skipString(text: string, offset: number): number {
  for (let quote = text.indexOf('"', offset + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function skipValue(text: string, offset: number): number {
  if (text[offset] === '"') return skipString(text, offset);
  if (!isContainerAt(text, offset)) {
    let at = offset;
    while (at < text.length && !" \n\r\t,]}".includes(text[at] ?? "")) at += 1;
    return at;
  }
  let depth = 0;
  for (let at = offset; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === quote) at = skipString(text, at) - 1;
    // `{` and `[` differ in one bit, and so do `}` and `]`.
    else if ((sign | 0x20) === openBrace) depth += 1;
    else if ((sign | 0x20) === closeBrace && --depth === 0) return at + 1;
  }
  return text.length;
}

const [quote, openBrace, closeBrace] = [0x22, 0x7b, 0x7d];
