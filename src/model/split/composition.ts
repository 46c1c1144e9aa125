import { isObject, memberOf } from "../../document/json.js";
import type { JsonObject, JsonValue } from "../../document/document.js";
import { joinPointer } from "../../document/pointer.js";
import { deref } from "../../document/reference.js";
import { objectMember, textMember, textsMember } from "../members.js";
import { itemSpots, memberSpots, type Spot } from "../references.js";

/** How a request schema refuses unknown fields. */
export type Closing =
  /** It does not, for no part declares properties. */
  | { readonly kind: "none" }
  /** Its author says which further fields it takes. */
  | { readonly kind: "author" }
  /** Only its own properties are declared: `additionalProperties: false`. */
  | { readonly kind: "own" }
  /** One part declares all properties and is closed itself. */
  | { readonly kind: "part"; readonly pointer: string }
  /** Several parts declare properties: `unevaluatedProperties: false` around them. JSON Schema 2020-12 Core §11.3. */
  | { readonly kind: "around" };

/** Decides how an outermost request schema is closed. */
export function closingOf(root: JsonObject, schema: Spot): Closing {
  if (hasOwn(schema.value, "additionalProperties") || hasOwn(schema.value, "unevaluatedProperties"))
    return { kind: "author" };
  const own = declaresOwn(schema.value);
  const parts = partsOf(root, schema).filter((part) => declares(root, part.spot, new Set()));
  const [only] = parts;
  if (only === undefined) return { kind: own ? "own" : "none" };
  return parts.length === 1 && !own ? { kind: "part", pointer: only.pointer } : { kind: "around" };
}

/** An object of which nothing is said: any object fits. */
export function isFreeForm(schema: JsonValue): boolean {
  const type = memberOf(schema, "type");
  const object = type === "object" || textsMember(schema, "type").includes("object");
  const said = [
    "properties",
    "patternProperties",
    "required",
    "allOf",
    "anyOf",
    "oneOf",
    "$ref",
    "additionalProperties",
  ];
  return object && !said.some((key) => hasOwn(schema, key));
}

interface Part {
  /** Where the part stands in the schema: `…/$ref`, `…/allOf/0`. */
  readonly pointer: string;
  /** The part itself, a reference followed. */
  readonly spot: Spot;
}

function partsOf(root: JsonObject, schema: Spot): readonly Part[] {
  const reference = textMember(schema.value, "$ref");
  const target = reference === undefined ? [] : [deref(root, { $ref: reference }, schema.pointer)];
  const lists = ["allOf", "oneOf", "anyOf"].flatMap((key) => itemSpots(schema, key));
  const singles = ["then", "else"].flatMap((key) => {
    const value = memberOf(schema.value, key);
    return value === undefined ? [] : [{ value, pointer: joinPointer(schema.pointer, key) }];
  });
  const dependent = memberSpots(schema, "dependentSchemas").map(([, spot]) => spot);
  return [
    ...target.map((spot) => ({ pointer: joinPointer(schema.pointer, "$ref"), spot })),
    ...[...lists, ...singles, ...dependent].map((spot) => ({ pointer: spot.pointer, spot })),
  ];
}

function declares(root: JsonObject, schema: Spot, seen: Set<string>): boolean {
  if (seen.has(schema.pointer)) return false;
  seen.add(schema.pointer);
  return declaresOwn(schema.value) || partsOf(root, schema).some((part) => declares(root, part.spot, seen));
}

function declaresOwn(schema: JsonValue): boolean {
  return Object.keys(objectMember(schema, "properties") ?? {}).length > 0;
}

function hasOwn(schema: JsonValue, key: string): boolean {
  return isObject(schema) && Object.hasOwn(schema, key);
}
