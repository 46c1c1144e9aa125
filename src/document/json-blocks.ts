import type { BlockSyntax, Stretch } from "./blocks.js";
import { createJsonFind } from "./json-positions.js";
import { parseJson } from "./json-text.js";

/**
 * JSON as tools print it: every member begins a line, all members of an object at the same indentation. A string of JSON
 * never goes over a line, so what lies between two such lines is one member wherever it can be read as one.
 */
export const jsonBlocks: BlockSyntax = {
  longest: 40_000,
  outermost(text) {
    const [start, end] = [text.search(/\S/u), text.trimEnd().length];
    return text[start] === "{" && text[end - 1] === "}" && end - start > 1
      ? { start: start + 1, end: end - 1 }
      : null;
  },
  split: splitMembers,
  body(text, { start, end }) {
    const opening = /"(?:[^"\\\n]|\\.)*"[ \t]*:[ \t]*\{(?=\r?\n)/uy;
    opening.lastIndex = start;
    if (!opening.test(text) || text[end - 1] !== "}") return null;
    return { start: opening.lastIndex, end: end - 1 };
  },
  read(text) {
    const parsed = parseJson(`{${text}}`);
    if (parsed.kind === "mistakes") return parsed;
    const { value, find } = parsed;
    return {
      kind: "value",
      value,
      find: (tokens, part) => {
        const { start, end } = find(tokens, part);
        return { start: start - 1, end: end - 1 };
      },
    };
  },
  find: createJsonFind,
};

function splitMembers(text: string, start: number, end: number): readonly Stretch[] | null {
  const first = /[ \t]*\r?\n([ \t]+)"/uy;
  first.lastIndex = start;
  const indent = first.exec(text)?.[1];
  if (indent === undefined) return null;
  const beginning = `\n${indent}"`;
  const stretches: Stretch[] = [];
  for (let at = text.indexOf(beginning, start); at !== -1 && at < end;) {
    const next = text.indexOf(beginning, at + 1);
    const isLast = next === -1 || next >= end;
    const close = trimmedEnd(text, isLast ? end : next);
    if (!isLast && text[close - 1] !== ",") return null;
    stretches.push({ start: at + beginning.length - 1, end: isLast ? close : trimmedEnd(text, close - 1) });
    at = isLast ? -1 : next;
  }
  return stretches;
}

function trimmedEnd(text: string, from: number): number {
  let end = from;
  while (end > 0 && /[ \t\r\n]/u.test(text[end - 1] ?? "")) end -= 1;
  return end;
}
