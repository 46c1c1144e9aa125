import type { JsonObject, JsonValue } from "../document/document.js";
import { isArray, isObject, memberOf } from "../document/json.js";
import { formatPointer, parsePointer } from "../document/pointer.js";

/**
 * Whether an overlay of the entry file can add to the object that a pointer into the normalised document names. Overlays
 * are applied before references are followed; what stands in another file is reached by annotations beside a reference.
 */
export type Reach = (pointer: string) => boolean;

/** By which the entry refers to what stands at a pointer, where another file has it; else null. */
export type ReferenceTo = (pointer: string) => string | null;

/**
 * @param entry the entry file as it is written, references not followed
 * @param root the normalised document
 */
export function reachOf(entry: JsonObject, root: JsonObject, referenceTo: ReferenceTo): Reach {
  return (pointer) => {
    const tokens = parsePointer(pointer);
    if (tokens === null) return false;
    const written = writtenAt(entry, tokens);
    if (isObject(written)) return true;
    const inside = besideOf(entry, tokens, referenceTo);
    return inside !== null && leadsByNames(root, tokens, inside);
  };
}

/** How many tokens lead to the reference beside which annotations of the rest can stand; null where there is none. */
function besideOf(entry: JsonObject, tokens: readonly string[], referenceTo: ReferenceTo): number | null {
  const isReference = (length: number): boolean =>
    memberOf(writtenAt(entry, tokens.slice(0, length)), "$ref") !== undefined;
  if (tokens[0] === "paths")
    return [2, 3].find((length) => tokens.length > length && isReference(length)) ?? null;
  if (tokens[0] !== "components" || tokens.length < 3) return null;
  const component = tokens.slice(0, 3);
  const mayRefer = writtenAt(entry, component) === undefined || isReference(3);
  return mayRefer && referenceTo(formatPointer(component)) !== null ? 3 : null;
}

/** Annotations beside a reference cannot name the items of lists. */
function leadsByNames(root: JsonObject, tokens: readonly string[], from: number): boolean {
  let value = writtenAt(root, tokens.slice(0, from));
  for (const token of tokens.slice(from)) value = isArray(value) ? undefined : memberOf(value, token);
  return isObject(value);
}

/** Whether the way to a pointer leads through a list, whose items no merge of objects can name. */
export function crossesList(entry: JsonObject, tokens: readonly string[]): boolean {
  return tokens.some((_, length) => isArray(writtenAt(entry, tokens.slice(0, length + 1))));
}

export function writtenAt(entry: JsonObject, tokens: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = entry;
  for (const token of tokens) value = memberOf(value, token);
  return value;
}
