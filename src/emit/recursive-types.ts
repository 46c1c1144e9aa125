import type { JsonValue } from "../document/document.js";
import { componentName } from "../document/reference.js";
import { recalling } from "../document/remember.js";
import { circles } from "./circles.js";
import { type Code } from "./code.js";
import { isObject, type NamedSchema } from "./schemas.js";

const composing = ["allOf", "anyOf", "oneOf", "prefixItems"];

/**
 * Schemas whose type is needed to write itself down without an object in between, as in a list of lists: by key, the type
 * that they export. The members of an interface may not refer to themselves so (TS2502), a type alias may.
 */
export function recursiveTypes(schemas: readonly NamedSchema[]): ReadonlyMap<string, Code> {
  const needs = schemas.map(({ key, schema }) => [key, neededAtOnce(schema)] as const);
  // What needs nothing is on no circle, and that is nearly all.
  const inCircle = circles(new Map(needs.filter(([, needed]) => needed.size > 0)));
  return new Map(schemas.flatMap(({ key, type }) => (inCircle.has(key) ? [[key, type] as const] : [])));
}

function neededAtOnce(schema: JsonValue): ReadonlySet<string> {
  return isObject(schema) ? known(schema, [], () => new Set(neededBy(schema))) : none;
}

const known = recalling<ReadonlySet<string>>();
const none: ReadonlySet<string> = new Set();

/** Keys of schemas that a type needs at once; what stands in an object is looked at later. */
function neededBy(schema: JsonValue): readonly string[] {
  if (!isObject(schema)) return [];
  const reference = schema["$ref"];
  const parts = composing.flatMap((keyword) => {
    const list = schema[keyword];
    return Array.isArray(list) ? (list as readonly JsonValue[]) : [];
  });
  return [
    ...(typeof reference === "string" ? [componentName(reference)] : []),
    ...[...parts, schema["items"] ?? true].flatMap(neededBy),
  ];
}
