import type { JsonObject, JsonValue } from "../document/document.js";
import { isObject, variantOf } from "./schemas.js";

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
const childMaps = ["properties", "patternProperties", "$defs"];

/**
 * The schema with those references replaced by their targets whose evaluated properties or items an `unevaluated…`
 * keyword asks about. Validators are compiled one schema at a time and do not tell each other what they evaluated;
 * all other references stay.
 */
export function inlineEvaluated(schema: JsonValue, lookup: Lookup): JsonValue {
  return rewrite(schema, lookup, false, new Set());
}

function rewrite(schema: JsonValue, lookup: Lookup, observed: boolean, open: ReadonlySet<string>): JsonValue {
  if (!isObject(schema)) return schema;
  const watched = observed || unevaluatedKeywords.some((keyword) => keyword in schema);
  const inPlace = (part: JsonValue): JsonValue => rewrite(part, lookup, watched, open);
  const child = (part: JsonValue): JsonValue => rewrite(part, lookup, false, new Set());
  const rewritten = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      rewriteMember(keyword, value, inPlace, child),
    ]),
  );
  return watched ? inlineRef(rewritten, lookup, open) : rewritten;
}

function rewriteMember(
  keyword: string,
  value: JsonValue,
  inPlace: (part: JsonValue) => JsonValue,
  child: (part: JsonValue) => JsonValue,
): JsonValue {
  if (inPlaceLists.includes(keyword)) return mapList(value, inPlace);
  if (inPlaceSchemas.includes(keyword)) return inPlace(value);
  if (inPlaceMaps.includes(keyword)) return mapValues(value, inPlace);
  if (childLists.includes(keyword)) return mapList(value, child);
  if (childSchemas.includes(keyword)) return child(value);
  if (childMaps.includes(keyword)) return mapValues(value, child);
  return value;
}

function inlineRef(schema: JsonObject, lookup: Lookup, open: ReadonlySet<string>): JsonObject {
  const { $ref, ...rest } = schema;
  if (typeof $ref !== "string") return schema;
  const variant = variantOf($ref);
  if (open.has(variant)) return schema;
  const target = rewrite(lookup(variant), lookup, true, new Set([...open, variant]));
  return { ...rest, allOf: [target, ...((rest["allOf"] as readonly JsonValue[] | undefined) ?? [])] };
}

function mapList(value: JsonValue, map: (part: JsonValue) => JsonValue): JsonValue {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(map) : value;
}

function mapValues(value: JsonValue, map: (part: JsonValue) => JsonValue): JsonValue {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, map(part)]))
    : value;
}
