import { hasAny, isArray, isObject, memberOf } from "../../document/json.js";
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
  /** One part, which holds for every object, declares all properties and is closed itself. */
  | { readonly kind: "part"; readonly pointer: string }
  /** Several parts declare properties: `unevaluatedProperties: false` around them. JSON Schema 2020-12 Core §11.3. */
  | { readonly kind: "around" };

/** Decides how an outermost request schema is closed. */
export function closingOf(root: JsonObject, schema: Spot): Closing {
  if (hasOwn(schema.value, "additionalProperties") || hasOwn(schema.value, "unevaluatedProperties"))
    return { kind: "author" };
  const own = declaresOwn(schema.value);
  const parts = partsInPlace(root, schema).filter((part) => declares(root, part.spot, new Set()));
  const [only] = parts;
  if (only === undefined) return { kind: own ? "own" : "none" };
  const isSole = parts.length === 1 && !own && alwaysHolds(root, schema, only);
  return isSole ? { kind: "part", pointer: only.pointer } : { kind: "around" };
}

/** Whether no object can do without the part: where it can, closing the part would leave the object open. */
function alwaysHolds(root: JsonObject, schema: Spot, part: Part): boolean {
  if (part.keyword === "$ref" || part.keyword === "allOf") return true;
  if (!isUnion(part.keyword)) return false;
  const others = itemSpots(schema, part.keyword).filter(({ pointer }) => pointer !== part.pointer);
  return others.every((other) => isNoObject(deref(root, other.value, other.pointer).value));
}

function isNoObject(schema: JsonValue): boolean {
  const type = memberOf(schema, "type");
  return typeof type === "string" ? type !== "object" : isArray(type) && !type.includes("object");
}

/** An object of which nothing is said: any object fits. */
export function isFreeForm(schema: JsonValue): boolean {
  const type = memberOf(schema, "type");
  const object = type === "object" || textsMember(schema, "type").includes("object");
  return object && !hasAny(schema, saying);
}

/** Keywords that say something of an object. */
const saying = [
  "properties",
  "patternProperties",
  "required",
  "allOf",
  "anyOf",
  "oneOf",
  "$ref",
  "additionalProperties",
];

/**
 * Whether a schema without a type declares the properties of an object, which it is in the types of handlers. JSON Schema
 * would let a text pass, and everything else that is no object.
 */
export function isObjectUnsaid(schema: JsonValue): boolean {
  return declaresOwn(schema) && !["type", "enum", "const"].some((key) => hasOwn(schema, key));
}

const composing = ["$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"];

/** Whether further schemas judge the same object: references, branches, conditions. */
export function isComposed(schema: JsonObject): boolean {
  return hasAny(schema, composing);
}

/**
 * Whether some part counts members as evaluated that `properties` of its conjunction does not name, so that
 * `unevaluatedProperties: false` around it takes them; an `if` does so as well (JSON Schema 2020-12 Core §10.2.2.1), and
 * a branch of a union of which nothing is said, which takes any object.
 */
export function takesUndeclared(root: JsonObject, schema: Spot): boolean {
  const seen = new Set<string>();
  return takes(schema, false);

  function takes(part: Spot, inUnion: boolean): boolean {
    const key = `${String(inUnion)}:${part.pointer}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const further = ["additionalProperties", "unevaluatedProperties"].map((each) =>
      memberOf(part.value, each),
    );
    return (
      further.some((rest) => rest !== undefined && rest !== false) ||
      ["patternProperties", "if"].some((each) => hasOwn(part.value, each)) ||
      (inUnion && isFreeForm(part.value)) ||
      partsInPlace(root, part).some(({ keyword, spot }) => takes(spot, inUnion || isUnion(keyword)))
    );
  }
}

/** Whether the keyword lists branches of which one is enough. */
export function isUnion(keyword: string): boolean {
  return keyword === "oneOf" || keyword === "anyOf";
}

/** A schema that judges the same value as the one that it stands in. */
export interface Part {
  readonly keyword: string;
  /** Where the part stands in the schema: `…/$ref`, `…/allOf/0`. */
  readonly pointer: string;
  /** The part itself, a reference followed. */
  readonly spot: Spot;
}

const noParts: readonly Part[] = [];

/** The schemas in a schema that judge the same value: references, branches, conditions. */
export function partsInPlace(root: JsonObject, schema: Spot): readonly Part[] {
  // Asked of every schema in every use of it, and hardly any has one.
  if (!hasAny(schema.value, composing)) return noParts;
  const reference = textMember(schema.value, "$ref");
  const target = reference === undefined ? [] : [deref(root, { $ref: reference }, schema.pointer)];
  const part = (keyword: string, spot: Spot): Part => ({ keyword, pointer: spot.pointer, spot });
  const lists = ["allOf", "oneOf", "anyOf"].flatMap((keyword) =>
    itemSpots(schema, keyword).map((spot) => part(keyword, spot)),
  );
  const singles = ["then", "else"].flatMap((keyword) => {
    const value = memberOf(schema.value, keyword);
    return value === undefined
      ? []
      : [part(keyword, { value, pointer: joinPointer(schema.pointer, keyword) })];
  });
  const dependent = memberSpots(schema, "dependentSchemas").map(([, spot]) => part("dependentSchemas", spot));
  return [
    ...target.map((spot) => ({ keyword: "$ref", pointer: joinPointer(schema.pointer, "$ref"), spot })),
    ...[...lists, ...singles, ...dependent],
  ];
}

function declares(root: JsonObject, schema: Spot, seen: Set<string>): boolean {
  if (seen.has(schema.pointer)) return false;
  seen.add(schema.pointer);
  return (
    declaresOwn(schema.value) || partsInPlace(root, schema).some((part) => declares(root, part.spot, seen))
  );
}

function declaresOwn(schema: JsonValue): boolean {
  return Object.keys(objectMember(schema, "properties") ?? {}).length > 0;
}

function hasOwn(schema: JsonValue, key: string): boolean {
  return isObject(schema) && Object.hasOwn(schema, key);
}
