import type { JsonObject } from "./document.js";
import { isObject, memberOf } from "./json.js";
import { joinPointer, referencePointer } from "./pointer.js";
import { valueAt } from "./reference.js";
import { referenceOf } from "./walk.js";

/** References that lead from component to component before one of them says something: honest ones are a few. */
const MAX_HOPS = 200;

/**
 * Reports components at which more references follow one another than anybody writes: each use of the first would follow
 * them all. Circles are reported elsewhere, and end here.
 */
export function checkReferenceChains(
  root: JsonObject,
  report: (pointer: string, message: string) => void,
): void {
  const hops = new Map<string, number>();
  const components = memberOf(root, "components");
  for (const [section, definitions] of Object.entries(isObject(components) ? components : {})) {
    for (const name of Object.keys(isObject(definitions) ? definitions : {}))
      measureChain(root, joinPointer("/components", section, name), hops, report);
  }
}

/** Notes how many references follow each component on the way; reports the one from which they are too many. */
function measureChain(
  root: JsonObject,
  start: string,
  hops: Map<string, number>,
  report: (pointer: string, message: string) => void,
): void {
  const way = new Set<string>();
  let at: string | null = start;
  for (; at !== null && !hops.has(at) && !way.has(at); at = next(root, at)) way.add(at);
  let count = at === null ? -1 : (hops.get(at) ?? 0);
  for (const pointer of [...way].reverse()) {
    count += 1;
    hops.set(pointer, count);
    if (count === MAX_HOPS + 1)
      report(pointer, `More than ${String(MAX_HOPS)} references follow one another from here.`);
  }
}

function next(root: JsonObject, pointer: string): string | null {
  const value = valueAt(root, pointer);
  const reference = isObject(value) ? referenceOf(value) : null;
  return reference === null ? null : referencePointer(reference);
}
