import { readJson, type JsonReading } from "./json-text.js";

/** Nothing but what JSON calls whitespace (RFC 8259 §2). */
const blank = /^[ \t\r\n]*$/;

/**
 * Reads JSON texts one after the other as a list: behind record separators (RFC 7464 §2.1), which no JSON begins with, or
 * one a line (JSON Lines). Empty ones are passed over.
 */
export function readJsonSequence(text: string, maxDepth: number): JsonReading {
  const values: unknown[] = [];
  for (const item of text.split(text.startsWith("\u001e") ? "\u001e" : "\n")) {
    if (blank.test(item)) continue;
    // The list is a level of nesting as well.
    const reading = readJson(item, maxDepth - 1);
    if (reading.kind === "refused")
      return { ...reading, pointer: `/${String(values.length)}${reading.pointer}` };
    values.push(reading.value);
  }
  return { kind: "value", value: values };
}
