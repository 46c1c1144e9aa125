import type { JsonObject, JsonValue } from "./document.js";
import type { NodeKind } from "./grammar-words.js";
import { isArray, type JsonContainer } from "./json.js";
import type { Origin, Origins } from "./origins.js";
import { eachChild } from "./walk.js";

/** What stands in the place of a child; undefined where nothing shall, which only a member of a map may be. */
export type Transform = (kind: NodeKind, value: JsonValue, origin: Origin) => JsonValue | undefined;

type Mutable = JsonValue[] | Record<string, JsonValue>;

/**
 * The object with its children transformed. Only what changes is copied, and the copies keep the origins of their
 * members: a document in which nothing changes is returned as it is.
 */
export function rewriteChildren(
  kind: NodeKind,
  value: JsonObject,
  origin: Origin,
  origins: Origins,
  transform: Transform,
): JsonObject {
  let copies: Map<JsonContainer, Mutable> | null = null;
  let result: JsonObject = value;
  eachChild(kind, value, (child) => {
    const memberOrigin = origins.member(value, origin, child.member);
    const at = child.key === null ? memberOrigin : origins.member(child.holder, memberOrigin, child.key);
    const next = transform(child.kind, child.value, at);
    if (next === child.value) return;
    copies ??= new Map();
    const top = copyOnce(value, copies, origins) as Record<string, JsonValue>;
    result = top;
    if (child.key === null) {
      if (next !== undefined) top[child.member] = next;
      return;
    }
    const holder = copyOnce(child.holder, copies, origins) as Record<string, JsonValue>;
    if (next === undefined) Reflect.deleteProperty(holder, child.key);
    else holder[child.key] = next;
    top[child.member] = holder;
  });
  return result;
}

/** A copy of an object with some members replaced, added or, where undefined, left out; it keeps the members' origins. */
export function withMembers(
  value: JsonObject,
  changes: Readonly<Record<string, JsonValue | undefined>>,
  origins: Origins,
): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...value, ...changes };
  const isWhole = Object.values(changes).every((change) => change !== undefined);
  const copy = isWhole ? (merged as JsonObject) : withoutUndefined(merged);
  origins.carry(value, copy);
  return copy;
}

function withoutUndefined(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const entries = Object.entries(members);
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

function copyOnce(container: JsonContainer, copies: Map<JsonContainer, Mutable>, origins: Origins): Mutable {
  const known = copies.get(container);
  if (known !== undefined) return known;
  const copy: Mutable = isArray(container) ? [...container] : { ...(container as JsonObject) };
  origins.carry(container, copy);
  copies.set(container, copy);
  return copy;
}
