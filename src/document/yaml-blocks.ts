import type { BlockSyntax, Stretch } from "./blocks.js";
import { readPlainYaml } from "./yaml-plain.js";
import { findInYaml } from "./yaml-text.js";

/**
 * YAML in block style, all members of a mapping at the same indentation. Only what is plainly written is read block by
 * block: then nothing goes over the beginning of the next member, and no block depends on another.
 */
export const yamlBlocks: BlockSyntax = {
  longest: 40_000,
  outermost: (text) => ({ start: 0, end: text.length }),
  split: splitMembers,
  body(text, { start, end }) {
    const line = lineEnd(text, start, end);
    // A comment may end in a colon as well, and stand behind a value.
    return /^[^#]*:[ ]*\r?\n?$/u.test(text.slice(start, line)) ? { start: line, end } : null;
  },
  read(text) {
    const plain = readPlainYaml(text);
    if (plain === null) return { kind: "mistakes", mistakes: [] };
    return { kind: "value", value: plain.value, find: findInYaml(text) };
  },
  find: findInYaml,
};

/** A marker alone on the first line; behind it a value may begin, or more than three dashes be a key. */
const markerLine = /^---\r?\n/u;

function splitMembers(text: string, start: number, end: number): readonly Stretch[] | null {
  const stretches: Stretch[] = [];
  let indent = -1;
  let begun = -1;
  for (let at = start; at < end; at = lineEnd(text, at, end)) {
    const width = indentation(text, at);
    const kind = lineKind(text, at + width);
    if (kind === "empty" || (begun !== -1 && width > indent)) continue;
    if (begun === -1) {
      if (at === 0 && markerLine.test(text)) continue;
      indent = width;
    }
    if (kind === "item" && begun !== -1 && width === indent) continue;
    if (kind !== "member" || width !== indent) return null;
    if (begun !== -1) stretches.push({ start: begun, end: at });
    begun = at;
  }
  return begun === -1 ? null : [...stretches, { start: begun, end }];
}

/** Number of spaces at the beginning of a line. */
function indentation(text: string, at: number): number {
  let width = 0;
  while (text.charCodeAt(at + width) === 0x20) width += 1;
  return width;
}

/**
 * What a line begins with: nothing or a comment, an item of a list, the marker of a document, a member, or a collection in
 * brackets, which may be the value of the line above and hold members itself.
 */
function lineKind(text: string, at: number): "empty" | "item" | "marker" | "member" | "collection" {
  switch (text[at]) {
    case undefined:
    case "\n":
    case "\r":
    case "#":
      return "empty";
    case "-":
      if (text.startsWith("---", at)) return "marker";
      return /^-(?:\s|$)/u.test(text.slice(at, at + 2)) ? "item" : "member";
    case "{":
    case "[":
      return "collection";
    default:
      return "member";
  }
}

/** Offset after the line. */
function lineEnd(text: string, at: number, end: number): number {
  const newline = text.indexOf("\n", at);
  return newline === -1 || newline >= end ? end : newline + 1;
}
