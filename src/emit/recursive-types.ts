import type { JsonValue } from "../document/document.js";
import { componentName } from "../document/reference.js";
import { type Code } from "./code.js";
import { isObject, type NamedSchema } from "./schemas.js";

const composing = ["allOf", "anyOf", "oneOf", "prefixItems"];

/**
 * Schemas whose type is needed to write itself down without an object in between, as in a list of lists: by key, the type
 * that they export. The members of an interface may not refer to themselves so (TS2502), a type alias may.
 */
export function recursiveTypes(schemas: readonly NamedSchema[]): ReadonlyMap<string, Code> {
  const needs = new Map(schemas.map(({ key, schema }) => [key, new Set(neededBy(schema))]));
  const inCircle = withoutLooseEnds(withoutLooseEnds(needs), true);
  return new Map(schemas.flatMap(({ key, type }) => (inCircle.has(key) ? [[key, type] as const] : [])));
}

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

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** The graph without what leads nowhere; with `reversed`, without where nothing leads to. Circles remain. */
function withoutLooseEnds(needs: Needs, reversed = false): Needs {
  const edges = [...needs].flatMap(([from, all]) =>
    [...all].filter((to) => needs.has(to)).map((to) => [from, to]),
  );
  const open = new Map<string, number>([...needs.keys()].map((key) => [key, 0]));
  const before = new Map<string, string[]>();
  for (const [from = "", to = ""] of edges) {
    const [source, target] = reversed ? [to, from] : [from, to];
    open.set(source, (open.get(source) ?? 0) + 1);
    before.set(target, [...(before.get(target) ?? []), source]);
  }
  const loose = [...open].flatMap(([key, count]) => (count === 0 ? [key] : []));
  for (let key = loose.pop(); key !== undefined; key = loose.pop()) {
    open.delete(key);
    for (const source of before.get(key) ?? []) {
      const count = (open.get(source) ?? 0) - 1;
      open.set(source, count);
      if (count === 0) loose.push(source);
    }
  }
  return new Map([...needs].filter(([key]) => open.has(key)));
}
