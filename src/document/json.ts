import type { JsonObject, JsonValue } from "./document.js";

export type JsonArray = readonly JsonValue[];
export type JsonContainer = JsonObject | JsonArray;

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}

export function isContainer(value: JsonValue | undefined): value is JsonContainer {
  return typeof value === "object" && value !== null;
}

/** The member that the document itself wrote: never `constructor` or another name that every object inherits. */
export function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  // Asked a million times in a large document: most ask a schema for what it does not have.
  if (typeof value !== "object" || value === null) return undefined;
  if (isArray(value)) return /^(?:0|[1-9]\d*)$/u.test(key) ? value[Number(key)] : undefined;
  return Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}

/** Whether a value is an object that has one of the members. */
export function hasAny(value: JsonValue | undefined, keys: readonly string[]): value is JsonObject {
  if (!isObject(value)) return false;
  for (let index = 0; index < keys.length; index++) if (Object.hasOwn(value, keys[index] ?? "")) return true;
  return false;
}

/** A word for the type of a value, for messages. */
export function typeName(value: JsonValue): string {
  if (value === null) return "null";
  if (isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A value as its author would recognise it: a scalar as it is, anything else by its type. */
export function describe(value: JsonValue): string {
  return isContainer(value) ? typeName(value) : JSON.stringify(value);
}
