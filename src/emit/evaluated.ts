import type { JsonObject, JsonValue } from "../document/document.js";
import { recalling } from "../document/remember.js";
import { isObject, refersToVariant, variantOf } from "./schemas.js";

/** Schema of a variant by name. */
export type Lookup = (variant: string) => JsonValue;

const unevaluatedKeywords = ["unevaluatedProperties", "unevaluatedItems"];
/** Keywords whose subschemas judge the same value, so that what they evaluate counts (JSON Schema 2020-12 §10.2, §11). */
const inPlaceLists = ["allOf", "anyOf", "oneOf"];
const inPlaceSchemas = ["if", "then", "else"];
const inPlaceMaps = ["dependentSchemas"];
const childLists = ["prefixItems"];
const childSchemas = [
  "not",
  "items",
  "contains",
  "additionalProperties",
  "propertyNames",
  ...unevaluatedKeywords,
];
const childMaps = ["properties", "patternProperties"];

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
  const inPlace = (part: JsonValue): void => eachSchema(part, isObserved, visit);
  const child = (part: JsonValue): void => eachSchema(part, false, visit);
  for (const [keyword, value] of Object.entries(schema)) {
    if (inPlaceLists.includes(keyword)) items(value).forEach(inPlace);
    else if (inPlaceSchemas.includes(keyword)) inPlace(value);
    else if (inPlaceMaps.includes(keyword)) members(value).forEach(inPlace);
    else if (childLists.includes(keyword)) items(value).forEach(child);
    else if (childSchemas.includes(keyword)) child(value);
    else if (childMaps.includes(keyword)) members(value).forEach(child);
  }
}

function items(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function members(value: JsonValue): readonly JsonValue[] {
  return isObject(value) ? Object.values(value) : [];
}
