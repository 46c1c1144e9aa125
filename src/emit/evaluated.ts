import type { JsonObject, JsonValue } from "../document/document.js";
import { recalling } from "../document/remember.js";
import { isObject, refersToVariant, variantOf } from "./schemas.js";

/** Schema of a variant by name. */
export type Lookup = (variant: string) => JsonValue;

const unevaluatedKeywords = ["unevaluatedProperties", "unevaluatedItems"];
/** What stands at a keyword: a schema, or several as a list or by name. */
interface Role {
  readonly holds: "schema" | "list" | "map";
  /** Whether they judge the same value, so that what they evaluate counts (JSON Schema 2020-12 §10.2, §11). */
  readonly inPlace: boolean;
}

const roles: ReadonlyMap<string, Role> = new Map([
  ...withRole({ holds: "list", inPlace: true }, ["allOf", "anyOf", "oneOf"]),
  ...withRole({ holds: "schema", inPlace: true }, ["if", "then", "else"]),
  ...withRole({ holds: "map", inPlace: true }, ["dependentSchemas"]),
  ...withRole({ holds: "list", inPlace: false }, ["prefixItems"]),
  ...withRole({ holds: "schema", inPlace: false }, [
    "not",
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    ...unevaluatedKeywords,
  ]),
  ...withRole({ holds: "map", inPlace: false }, ["properties", "patternProperties"]),
]);

function withRole(role: Role, keywords: readonly string[]): readonly (readonly [string, Role])[] {
  return keywords.map((keyword) => [keyword, role]);
}

/** Whether the schema itself asks what was evaluated, at any depth; references are not followed. */
export function asksForEvaluated(schema: JsonValue): boolean {
  let asks = false;
  eachSchema(schema, false, (part) => {
    asks ||= unevaluatedKeywords.some((keyword) => keyword in part);
  });
  return asks;
}

/**
 * The variants whose validators must tell what they evaluated, because an `unevaluated…` keyword around a reference to
 * them asks. All others do without the bookkeeping.
 */
export function observedVariants(schemas: Iterable<JsonValue>, lookup: Lookup): ReadonlySet<string> {
  const observed = new Set<string>();
  const pending: (readonly [schema: JsonValue, isObserved: boolean])[] = [...schemas].map((each) => [
    each,
    false,
  ]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const variant of observedIn(...next)) {
      if (observed.has(variant)) continue;
      observed.add(variant);
      pending.push([lookup(variant), true]);
    }
  }
  return observed;
}

/** The variants that a schema refers to where somebody asks what they evaluated. */
function observedIn(schema: JsonValue, isObserved: boolean): readonly string[] {
  if (!isObject(schema)) return [];
  return (isObserved ? observedBelow : askedWithin)(schema, [], () => {
    const found = new Set<string>();
    eachSchema(schema, isObserved, ({ $ref }, isAsked) => {
      if (isAsked && refersToVariant($ref)) found.add(variantOf($ref));
    });
    return [...found];
  });
}

const observedBelow = recalling<readonly string[]>();
const askedWithin = recalling<readonly string[]>();

/** Calls `visit` for each schema object, telling whether what it evaluates is asked for around it. */
function eachSchema(
  schema: JsonValue,
  observed: boolean,
  visit: (schema: JsonObject, isObserved: boolean) => void,
): void {
  if (!isObject(schema)) return;
  const isObserved = observed || unevaluatedKeywords.some((keyword) => keyword in schema);
  visit(schema, isObserved);
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword];
    // Most of what stands in a schema is no schema.
    const role = typeof value === "object" ? roles.get(keyword) : undefined;
    if (value === undefined || role === undefined) continue;
    for (const part of partsOf(value, role)) eachSchema(part, role.inPlace && isObserved, visit);
  }
}

function partsOf(value: JsonValue, { holds }: Role): readonly JsonValue[] {
  switch (holds) {
    case "schema":
      return [value];
    case "list":
      return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
    case "map":
      return isObject(value) ? Object.values(value) : [];
  }
}
