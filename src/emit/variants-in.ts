import type { JsonValue } from "../document/document.js";
import { recalling } from "../document/remember.js";
import { isObject, refersToVariant, variantOf } from "./schemas.js";

/** The variants that a schema names, each once. */
export function variantsIn(schema: JsonValue): readonly string[] {
  return isObject(schema) ? namedIn(schema, [], () => findVariants(schema)) : [];
}

const namedIn = recalling<readonly string[]>();

function findVariants(schema: JsonValue): readonly string[] {
  const found = new Set<string>();
  const pending: JsonValue[] = [schema];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) pending.push(...(value as readonly JsonValue[]));
    if (!isObject(value)) continue;
    const { $ref } = value;
    if (refersToVariant($ref)) found.add(variantOf($ref));
    pending.push(...Object.values(value));
  }
  return [...found];
}
