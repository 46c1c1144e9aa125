import type { JsonObject, JsonValue } from "./document.js";
import { isObject, memberOf } from "./json.js";
import { parsePointer, referencePointer } from "./pointer.js";
import { referenceOf } from "./walk.js";

export interface Resolved {
  /** The pointer of the definition, after all references on the way. */
  readonly pointer: string;
  readonly value: JsonValue;
}

/** The value at a JSON Pointer, or undefined. Inherited names such as `constructor` are never found. */
export function valueAt(root: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const token of parsePointer(pointer) ?? []) value = memberOf(value, token);
  return value;
}

/**
 * What an internal reference (`#/…`) of a loaded document names. A loaded document has no other references and none
 * that dangle, so a miss is a bug of ours and throws.
 */
export function resolve(root: JsonObject, reference: string): Resolved {
  const pointer = decodeURIComponent(reference.slice(1));
  const value = reference.startsWith("#") ? valueAt(root, pointer) : undefined;
  if (value === undefined)
    throw new Error(`The loaded document has a reference that does not resolve: ${reference}`);
  return { pointer, value };
}

/** The object itself, or what its `$ref` names, through any number of references; `pointer` is where `value` stands. */
export function deref(root: JsonObject, value: JsonValue, pointer: string): Resolved {
  let at: Resolved = { pointer, value };
  for (let reference = nextReference(at.value); reference !== null; reference = nextReference(at.value)) {
    at = resolve(root, reference);
  }
  return at;
}

/** The name of the component that a reference of a loaded document names: `Order` of `#/components/schemas/Order`. */
export function componentName(reference: string): string {
  return parsePointer(referencePointer(reference) ?? "")?.at(-1) ?? "";
}

function nextReference(value: JsonValue): string | null {
  return isObject(value) ? referenceOf(value) : null;
}
