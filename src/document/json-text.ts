import type { ParseError } from "jsonc-parser";
import type { JsonValue } from "./document.js";
import { createJsonFind, skipString } from "./json-positions.js";
import { jsonc } from "./libraries.js";
import { measure } from "./measure.js";
import type { Span } from "./position.js";
import { accept, type Mistake, type Parsed } from "./syntax.js";

/**
 * Reads JSON (RFC 8259). `JSON.parse` silently keeps the last of two equal keys, so the members of the result are
 * counted against the colons of the text; only where they differ is the text read a second time, to find which.
 */
export function parseJson(text: string): Parsed {
  const value = tryParse(text);
  if (value === undefined) return { kind: "mistakes", mistakes: syntaxMistakes(text) };
  const measured = measure(value);
  const accepted = accept(value, createJsonFind(text), measured);
  if (accepted.kind === "mistakes" || measured.members === countMembers(text)) return accepted;
  return { kind: "mistakes", mistakes: duplicateKeys(text) };
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Every colon outside a string belongs to one member. */
function countMembers(text: string): number {
  let members = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) members += 1;
    else if (code === 0x22) at = skipString(text, at) - 1;
  }
  return members;
}

/** The first mistake only: the ones after it are mostly its consequences. */
function syntaxMistakes(text: string): readonly Mistake[] {
  const errors: ParseError[] = [];
  jsonc().parse(text, errors, { disallowComments: true });
  const first = errors[0];
  if (first === undefined) {
    return [{ rule: "syntax-error", message: "This is not valid JSON.", span: { start: 0, end: 1 } }];
  }
  const name = jsonc()
    .printParseErrorCode(first.error)
    .replace(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  const span = { start: first.offset, end: first.offset + first.length };
  return [{ rule: "syntax-error", message: `This is not valid JSON: ${name.toLowerCase()}.`, span }];
}

function duplicateKeys(text: string): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const open: Map<string, Span>[] = [];
  jsonc().visit(text, {
    onObjectBegin: () => {
      open.push(new Map());
    },
    onObjectEnd: () => {
      open.pop();
    },
    onObjectProperty: (key, start, length) => {
      const span = { start, end: start + length };
      const earlier = open.at(-1)?.get(key);
      if (earlier === undefined) open.at(-1)?.set(key, span);
      else
        mistakes.push({
          rule: "duplicate-key",
          message: `The key "${key}" stands twice in this object.`,
          span,
          earlier,
        });
    },
  });
  return mistakes;
}
