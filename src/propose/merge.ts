import type { JsonObject, JsonValue } from "../document/document.js";
import { isArray, isObject, memberOf } from "../document/json.js";
import { parsePointer } from "../document/pointer.js";
import type { Proposal } from "./proposal.js";

/**
 * The document with proposals applied, as their overlay will apply them. What is not touched is shared with the document
 * that was given; a proposal whose pointer leads nowhere changes nothing, unless it adds the place.
 */
export function withProposals(root: JsonObject, proposals: readonly Proposal[]): JsonObject {
  const patch = newPatch();
  for (const { pointer, update, adds } of proposals)
    patchAt(patch, parsePointer(pointer) ?? [], adds === true).updates.push(update);
  const merged = applyPatch(root, patch);
  return isObject(merged) ? merged : root;
}

/** The merge of the Overlay Specification (1.1 §4.4.3) for objects, without changing either of them. */
export function merged(target: JsonObject, update: JsonObject): JsonObject {
  const changed = Object.entries(update).map(([key, value]): [string, JsonValue] => {
    const existing = memberOf(target, key);
    if (isObject(existing) && isObject(value)) return [key, merged(existing, value)];
    if (isArray(existing)) return [key, [...existing, ...(isArray(value) ? value : [value])]];
    return [key, value];
  });
  return { ...target, ...Object.fromEntries(changed) };
}

/** Updates of one value, and those of its members. */
interface Patch {
  /** Whether the place is made where it is missing. */
  adds: boolean;
  readonly updates: JsonObject[];
  readonly members: Map<string, Patch>;
}

function newPatch(): Patch {
  return { adds: false, updates: [], members: new Map() };
}

function patchAt(patch: Patch, tokens: readonly string[], adds: boolean): Patch {
  let at = patch;
  for (const token of tokens) {
    const next = at.members.get(token) ?? newPatch();
    at.members.set(token, next);
    next.adds ||= adds;
    at = next;
  }
  return at;
}

function applyPatch(value: JsonValue, { updates, members }: Patch): JsonValue {
  const own = isObject(value) ? updates.reduce<JsonObject>(merged, value) : value;
  const changed = [...members].flatMap(([token, patch]): [string, JsonValue][] => {
    const member = memberOf(own, token) ?? (patch.adds ? {} : undefined);
    return member === undefined ? [] : [[token, applyPatch(member, patch)]];
  });
  if (changed.length === 0) return own;
  if (isObject(own)) return { ...own, ...Object.fromEntries(changed) };
  if (!isArray(own)) return own;
  const byIndex = new Map(changed);
  return own.map((item, index) => byIndex.get(String(index)) ?? item);
}
