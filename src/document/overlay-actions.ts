import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isContainer, isObject, memberOf, typeName, type JsonContainer } from "./json.js";
import type { Overlaid } from "./overlaid.js";
import { rootOrigin, type Origin, type Origins } from "./origins.js";
import { formatPointer } from "./pointer.js";
import { select, type Selected } from "./overlay-path.js";
import type { OverlayAction } from "./overlay-structure.js";
import type { Source } from "./source.js";

export interface OverlayContext {
  readonly entry: Source;
  /** The overlay. */
  readonly source: Source;
  readonly origins: Origins;
  /** What is changed. */
  readonly document: Overlaid;
}

export interface ActionMistake {
  /** In the overlay. */
  readonly tokens: readonly string[];
  readonly message: string;
}

/** A value with the place it was written at. */
interface Placed {
  readonly value: JsonValue;
  readonly origin: Origin;
}

/** Applies one action to the document; answers what is wrong with it. */
export function applyAction(action: OverlayAction, context: OverlayContext): readonly ActionMistake[] {
  const targetTokens = [...action.tokens, "target"];
  const selected = select(context.document.root, action.target);
  if (selected.length === 0) {
    return [{ tokens: targetTokens, message: `"${action.target}" selects nothing in the document.` }];
  }
  const { change } = action;
  switch (change.kind) {
    case "none":
      return [];
    case "remove":
      return remove(selected, context)
        ? []
        : [{ tokens: targetTokens, message: "The root cannot be removed." }];
    case "update": {
      const tokens = [...action.tokens, "update"];
      return mergeInto(
        selected,
        { value: change.value, origin: originIn(context.source, tokens) },
        tokens,
        context,
      );
    }
    case "copy":
      return copy(selected, change.from, [...action.tokens, "copy"], context);
  }
}

function originIn(source: Source, tokens: readonly string[]): Origin {
  return tokens.reduce<Origin>((parent, token) => ({ source, parent, token }), rootOrigin(source));
}

/** All holders are known before anything moves, so that indexes stay true. */
function remove(selected: readonly Selected[], { entry, origins, document }: OverlayContext): boolean {
  const byHolder = new Map<string, { readonly way: readonly string[]; readonly keys: Set<string> }>();
  for (const { way } of selected) {
    const key = way.at(-1);
    if (key === undefined) return false;
    const holder = way.slice(0, -1);
    const known = byHolder.get(formatPointer(holder)) ?? { way: holder, keys: new Set<string>() };
    known.keys.add(key);
    byHolder.set(formatPointer(holder), known);
  }
  const holders = [...byHolder.values()].map(({ way, keys }) => ({
    holder: document.at(way),
    keys,
    origin: origins.trace(document.root, rootOrigin(entry), way),
  }));
  for (const { holder, keys, origin } of holders) {
    if (isArray(holder ?? undefined)) removeItems(holder as readonly JsonValue[], keys, origin, origins);
    else if (holder !== null) for (const key of keys) Reflect.deleteProperty(holder, key);
  }
  return true;
}

function removeItems(
  list: readonly JsonValue[],
  keys: ReadonlySet<string>,
  origin: Origin,
  origins: Origins,
): void {
  const kept = list
    .map((value, index): Placed & { readonly index: string } => ({
      value,
      index: String(index),
      origin: origins.member(list, origin, String(index)),
    }))
    .filter(({ index }) => !keys.has(index));
  const mutable = list as JsonValue[];
  mutable.length = 0;
  for (const each of kept) append(mutable, each, origins);
}

function copy(
  selected: readonly Selected[],
  from: string,
  tokens: readonly string[],
  context: OverlayContext,
): readonly ActionMistake[] {
  const { document, origins, entry } = context;
  const found = select(document.root, from);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    return [{ tokens, message: `"${from}" must select one node, and selects ${found.length}.` }];
  }
  const origin = origins.trace(document.root, rootOrigin(entry), only.way);
  const value = clone(only.value, origins);
  return mergeInto(selected, { value, origin }, tokens, context);
}

function mergeInto(
  selected: readonly Selected[],
  change: Placed,
  tokens: readonly string[],
  context: OverlayContext,
): readonly ActionMistake[] {
  const { origins, document } = context;
  return selected.flatMap(({ way, value }) => {
    // What several targets get is one object, until something in it changes: `Overlaid` copies first.
    const own = change.value;
    const target = isContainer(value) ? document.at(way) : null;
    if (target !== null && isArray(target)) {
      appendAll(target, change, origins);
      return [];
    }
    if (target !== null && isObject(own)) {
      const clash = mergeObjects(target as JsonObject, change, context);
      return clash === null ? [] : [{ tokens: [...tokens, ...clash.tokens], message: clash.message }];
    }
    const holder = isContainer(value) || isContainer(own) ? null : document.at(way.slice(0, -1));
    if (holder !== null && way.length > 0) {
      put(holder, way.at(-1) ?? "", change, origins);
      return [];
    }
    return [
      { tokens, message: `${typeName(own)} cannot be merged into ${typeName(value)} at /${way.join("/")}.` },
    ];
  });
}

/** The recursive merge of the specification (1.1 §4.4.3); answers the first pair of values that do not go together. */
function mergeObjects(target: JsonObject, change: Placed, context: OverlayContext): ActionMistake | null {
  const { origins, document } = context;
  for (const [key, value] of Object.entries(change.value as JsonObject)) {
    const existing = memberOf(target, key);
    const placed = { value, origin: origins.member(change.value as JsonContainer, change.origin, key) };
    if (isObject(existing) && isObject(value)) {
      const clash = mergeObjects(document.member(target, key) as JsonObject, placed, context);
      if (clash !== null) return { tokens: [key, ...clash.tokens], message: clash.message };
    } else if (isArray(existing) && isArray(value)) {
      appendAll(document.member(target, key) as readonly JsonValue[], placed, origins);
    } else if (existing !== undefined && (isContainer(existing) || isContainer(value))) {
      return { tokens: [key], message: `${typeName(value)} cannot be merged into ${typeName(existing)}.` };
    } else {
      put(target, key, placed, origins);
    }
  }
  return null;
}

/** A list is concatenated; anything else is one item. */
function appendAll(list: readonly JsonValue[], change: Placed, origins: Origins): void {
  const { value, origin } = change;
  if (!isArray(value)) append(list, change, origins);
  else
    value.forEach((item, index) =>
      append(list, { value: item, origin: origins.member(value, origin, String(index)) }, origins),
    );
}

function append(list: readonly JsonValue[], placed: Placed, origins: Origins): void {
  put(list, String(list.length), placed, origins);
}

function put(holder: JsonContainer, key: string, { value, origin }: Placed, origins: Origins): void {
  (holder as Record<string, JsonValue>)[key] = value;
  origins.set(holder, key, origin);
}

/** A deep copy that keeps its origins, so that one change of a copy is none of the others. */
function clone(value: JsonValue, origins: Origins): JsonValue {
  if (!isContainer(value)) return value;
  const copied: JsonContainer = isArray(value)
    ? value.map((item) => clone(item, origins))
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, clone(member, origins)]));
  origins.carry(value, copied);
  return copied;
}
