import type { JsonObject, JsonValue } from "../document/document.js";
import { isArray, isObject, memberOf } from "../document/json.js";
import { parsePointer } from "../document/pointer.js";

/**
 * Whether an overlay of the entry file can add to the object that a pointer into the normalised document names. Overlays
 * are applied before references are followed, so what stands in another file is out of their reach.
 */
export type Reach = (pointer: string) => boolean;

/** @param entry the entry file as it is written, references not followed */
export function reachOf(entry: JsonObject): Reach {
  return (pointer) => {
    const tokens = parsePointer(pointer);
    return tokens !== null && isObject(writtenAt(entry, tokens));
  };
}

/** Whether the way to a pointer leads through a list, whose items no merge of objects can name. */
export function crossesList(entry: JsonObject, tokens: readonly string[]): boolean {
  return tokens.some((_, length) => isArray(writtenAt(entry, tokens.slice(0, length + 1))));
}

function writtenAt(entry: JsonObject, tokens: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = entry;
  for (const token of tokens) value = memberOf(value, token);
  return value;
}
