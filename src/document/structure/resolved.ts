import type { JsonObject, JsonValue } from "../document.js";
import { isObject } from "../json.js";
import { referencePointer } from "../pointer.js";
import { valueAt } from "../reference.js";
import { referenceOf } from "../walk.js";

export interface ResolvedObject {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** References after references are followed no further than this; a circle is reported where it is declared. */
const MAX_STEPS = 100;

/** An object or what its `$ref` names; null where that is no object, or dangles, which is reported elsewhere. */
export function resolved(root: JsonObject, value: JsonValue, pointer: string): ResolvedObject | null {
  let at: { value: JsonValue | undefined; pointer: string } = { value, pointer };
  for (let step = 0; step < MAX_STEPS; step++) {
    if (!isObject(at.value)) return null;
    const reference = referenceOf(at.value);
    if (reference === null) return { value: at.value, pointer: at.pointer };
    const next = referencePointer(reference);
    if (next === null) return null;
    at = { value: valueAt(root, next), pointer: next };
  }
  return null;
}
