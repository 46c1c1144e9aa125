import { isArray, isObject, memberOf } from "../document/json.js";
import type { JsonObject, JsonValue } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { deref } from "../document/reference.js";

/** A value of the document and where it stands. */
export interface Spot<T extends JsonValue = JsonValue> {
  readonly value: T;
  readonly pointer: string;
}

/** A member of an object with references followed, or undefined where it is no object. */
export function resolveMember(root: JsonObject, spot: Spot, key: string): Spot<JsonObject> | undefined {
  const value = memberOf(spot.value, key);
  return value === undefined
    ? undefined
    : resolveObject(root, { value, pointer: joinPointer(spot.pointer, key) });
}

export function resolveObject(root: JsonObject, spot: Spot): Spot<JsonObject> | undefined {
  const { value, pointer } = deref(root, spot.value, spot.pointer);
  return isObject(value) ? { value, pointer } : undefined;
}

/** Objects that a map holds by name, references followed. */
export function resolvedMembers(
  root: JsonObject,
  spot: Spot,
  key: string,
): readonly (readonly [string, Spot<JsonObject>])[] {
  return memberSpots(spot, key).flatMap(([name, each]) => {
    const found = resolveObject(root, each);
    return found === undefined ? [] : [[name, found] as const];
  });
}

/** Objects that a list holds, references followed. */
export function resolvedItems(root: JsonObject, spot: Spot, key: string): readonly Spot<JsonObject>[] {
  return itemSpots(spot, key).flatMap((each) => resolveObject(root, each) ?? []);
}

const nothing: readonly (readonly [string, Spot])[] = [];
const nowhere: readonly Spot[] = [];

/** Values that a map holds by name, as they are written. */
export function memberSpots(spot: Spot, key: string): readonly (readonly [string, Spot])[] {
  const holder = memberOf(spot.value, key);
  if (!isObject(holder)) return nothing;
  const base = joinPointer(spot.pointer, key);
  return Object.keys(holder).map((name) => [
    name,
    { value: holder[name] ?? null, pointer: joinPointer(base, name) },
  ]);
}

/** Values that a list holds, as they are written. */
export function itemSpots(spot: Spot, key: string): readonly Spot[] {
  const values = memberOf(spot.value, key);
  if (!isArray(values)) return nowhere;
  return values.map((value, index) => ({ value, pointer: joinPointer(spot.pointer, key, index) }));
}
