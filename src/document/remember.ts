import type { JsonObject } from "./document.js";
import { noteFollowed, recordFollowed, stillLead, type Followed } from "./reference.js";

/**
 * Answers what `compute` answered the last time, as long as nothing that it depends on has changed: `key`, the `inputs`
 * (compared by identity) and what every `$ref` leads to in `root` that was followed meanwhile. `compute` must depend on
 * nothing else, and nobody may change what it answers.
 */
export type Remember<Result> = (
  root: JsonObject,
  key: object,
  inputs: readonly unknown[],
  compute: () => Result,
) => Result;

interface Entry<Result> {
  readonly inputs: readonly unknown[];
  /** Where references are recorded, those that were followed; else the root that the result holds for. */
  readonly basis: Followed | JsonObject;
  readonly result: Result;
}

/**
 * A memory of one kind of result, which holds the latest for each key. Within one reading it answers what is asked again
 * and again; a process that watches computes again only what a change concerns.
 */
export function remembering<Result>(): Remember<Result> {
  const known = new WeakMap<object, Entry<Result>>();
  return (root, key, inputs, compute) => {
    const entry = known.get(key);
    if (entry !== undefined && isSame(entry.inputs, inputs) && holds(entry.basis, root)) return entry.result;
    const { result, followed } = recordFollowed(compute);
    known.set(key, { inputs, basis: followed ?? root, result });
    return result;
  };
}

function holds(basis: Followed | JsonObject, root: JsonObject): boolean {
  if (!(basis instanceof Map)) return basis === root;
  if (!stillLead(root, basis)) return false;
  noteFollowed(basis);
  return true;
}

/** The same for what follows no references: the latest result for each key, as long as the inputs are the same. */
export type Recall<Result> = (key: object, inputs: readonly unknown[], compute: () => Result) => Result;

export function recalling<Result>(): Recall<Result> {
  const known = new WeakMap<object, { readonly inputs: readonly unknown[]; readonly result: Result }>();
  return (key, inputs, compute) => {
    const entry = known.get(key);
    if (entry !== undefined && isSame(entry.inputs, inputs)) return entry.result;
    const result = compute();
    known.set(key, { inputs, result });
    return result;
  };
}

/** Answers the list of the last time as long as its items are the same, so that what is remembered of it holds. */
export function keepingList<Item>(
  isEqual: (one: Item, other: Item) => boolean = Object.is,
): (items: readonly Item[]) => readonly Item[] {
  let latest: readonly Item[] = [];
  return (items) => {
    const isKept =
      latest.length === items.length && latest.every((item, index) => isEqual(item, items[index] as Item));
    if (!isKept) latest = items;
    return latest;
  };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}
