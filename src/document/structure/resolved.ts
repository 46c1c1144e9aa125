import type { JsonObject, JsonValue } from "../document.js";
import { isObject } from "../json.js";
import { follow } from "../reference.js";
import { referenceOf } from "../walk.js";

export interface ResolvedObject {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** References after references are followed no further than this; a circle is reported where it is declared. */
const MAX_STEPS = 100;

/** An object or what its `$ref` names; null where that is no object, or dangles, which is reported elsewhere. */
export function resolved(root: JsonObject, value: JsonValue, pointer: string): ResolvedObject | null {
  let at: { readonly value: JsonValue; readonly pointer: string } = { value, pointer };
  for (let step = 0; step < MAX_STEPS; step++) {
    if (!isObject(at.value)) return null;
    const reference = referenceOf(at.value);
    if (reference === null) return { value: at.value, pointer: at.pointer };
    const next = follow(root, reference);
    if (next === null) return null;
    at = next;
  }
  return null;
}
