import type { JsonObject, JsonValue } from "../document/document.js";
import type { Model } from "../model/model.js";
import { code, memberName, type Code } from "./code.js";
import type { Doc } from "./layout.js";
import { objectOf } from "./scaffold-code.js";
import { isObject, referred } from "./schemas.js";

/** What an answer says around a row or rows: `{ order: … }`, `{ data: […], meta: { total: … } }`. */
export interface Envelope {
  /** The member that holds them. */
  readonly member: string;
  readonly others: readonly Filled[];
}

/** A member beside them with its value: an expression, or an object of such members. */
export interface Filled {
  readonly name: string;
  readonly value: Code | readonly Filled[];
}

/**
 * The value of a member beside them; null where nothing obvious fills it, so that it must be one that can be left out; `unfit`
 * where it is one that a complete answer has, of a type that nothing here makes.
 */
export type Fill = (name: string, schema: JsonValue) => Code | null | "unfit";

/**
 * The envelope that a schema describes, where exactly one of its members can hold the content, and each other one has an
 * obvious value or is optional. Null where it is no envelope, or asks for more.
 */
export function envelopeOf(
  model: Model,
  schema: JsonValue,
  isContent: (schema: JsonValue) => boolean,
  fill: Fill,
): Envelope | null {
  const described = isRow(model, schema) ? null : describedBy(model, schema);
  const holders = [...(described?.members ?? [])].filter(([, part]) => isContent(part));
  const [holder, ...more] = holders;
  if (described === null || holder === undefined || more.length > 0) return null;
  const [member] = holder;
  const others = filled(model, described, fill, member);
  return others === null ? null : { member, others };
}

/** A row may hold another one of its kind, and is no envelope of it. */
function isRow({ schemas, resources }: Model, schema: JsonValue): boolean {
  const variant = schemas.variants.find(({ name }) => name === variantCalled(schema));
  return resources.some(({ name }) => name === variant?.component);
}

/** Every expression in these members. */
export function valuesIn(members: readonly Filled[]): readonly Code[] {
  return members.flatMap(({ value }) => (typeof value === "string" ? [value] : valuesIn(value)));
}

/** `name: value`, or the name alone where the value is a constant of that name. */
export function entryOf({ name, value }: Filled): Doc {
  const key = memberName(name);
  if (typeof value !== "string") return [code`${key}: `, objectOf(value.map(entryOf))];
  return key === value ? value : code`${key}: ${value}`;
}

/** The members of an object, but for the one that holds the content; null where a required one has no obvious value. */
function filled(
  model: Model,
  { members, required }: Described,
  fill: Fill,
  holder?: string,
): readonly Filled[] | null {
  const all: Filled[] = [];
  for (const [name, schema] of members) {
    if (name === holder) continue;
    const value = fill(name, schema) ?? filledObject(model, schema, fill, required.has(name));
    if (value === "unfit") return null;
    if (value !== null) all.push({ name, value });
  }
  const names = new Set([holder, ...all.map(({ name }) => name)]);
  return [...required].every((name) => names.has(name)) ? all : null;
}

/** An object below an envelope (`meta`, `pagination`), where something fills it, or it may be empty and must be there. */
function filledObject(
  model: Model,
  schema: JsonValue,
  fill: Fill,
  isRequired: boolean,
): readonly Filled[] | null {
  const described = describedBy(model, schema);
  const members = described === null ? null : filled(model, described, fill);
  return members === null || (members.length === 0 && !isRequired) ? null : members;
}

/** What an object holds by all that is said of it together. */
interface Described {
  readonly members: ReadonlyMap<string, JsonValue>;
  readonly required: ReadonlySet<string>;
}

/** Words about an object that are no condition on it. */
const words = ["title", "description", "default", "deprecated"];

/** What else may be said of an envelope. */
const understood: ReadonlySet<string> = new Set([
  ...["$ref", "allOf", "type", "properties", "required", "additionalProperties", "unevaluatedProperties"],
  ...words,
]);

/** Deeper than documents compose one object. */
const deepest = 8;

/** The members of an object schema and of the parts that it is composed of by `$ref` and `allOf`; null for any other. */
function describedBy(model: Model, schema: JsonValue, depth = 0): Described | null {
  if (!isObject(schema) || depth > deepest) return null;
  const { type = "object", properties = {}, required = [] } = schema;
  if (type !== "object" || Object.keys(schema).some((keyword) => !understood.has(keyword))) return null;
  const own: Described = {
    members: new Map(Object.entries(properties as JsonObject).filter(([, part]) => part !== false)),
    required: new Set(required as readonly string[]),
  };
  const parts = partsOf(model, schema).map((part) => describedBy(model, part, depth + 1));
  return joined([...parts, own]);
}

/** Null where two parts speak of one member: it is what both say together. */
function joined(parts: readonly (Described | null)[]): Described | null {
  const members = new Map<string, JsonValue>();
  const required = new Set<string>();
  for (const part of parts) {
    if (part === null || [...part.members.keys()].some((name) => members.has(name))) return null;
    for (const [name, schema] of part.members) members.set(name, schema);
    for (const name of part.required) required.add(name);
  }
  return { members, required };
}

function partsOf(model: Model, schema: JsonObject): readonly JsonValue[] {
  const variant = model.schemas.variants.find(({ name }) => name === referred(schema));
  const branches = (schema["allOf"] ?? []) as readonly JsonValue[];
  return variant === undefined ? branches : [variant.schema, ...branches];
}

/** The variant that a schema is, whatever else is said about it in words; null for any other schema. */
export function variantCalled(schema: JsonValue): string | null {
  if (!isObject(schema)) return null;
  const [keyword, ...more] = Object.keys(schema).filter((each) => !words.includes(each));
  if (keyword === undefined || more.length > 0) return null;
  const [part, ...parts] = (schema["allOf"] ?? []) as readonly JsonValue[];
  return part !== undefined && parts.length === 0 ? variantCalled(part) : referred(schema);
}
