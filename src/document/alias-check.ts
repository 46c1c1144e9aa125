import type { JsonObject } from "./document.js";
import { isObject, memberOf } from "./json.js";
import { valueAt } from "./reference.js";
import { joinPointer, parsePointer, referencePointer } from "./pointer.js";
import { referenceOf } from "./walk.js";

/**
 * Reports components that refer to each other in a circle, so that following a `$ref` always ends. Schemas have more ways
 * to do so, and a check of their own; path items have been put in the place of references to them.
 */
export function checkAliases(root: JsonObject, report: (pointer: string, message: string) => void): void {
  const components = memberOf(root, "components");
  const safe = new Set<string>();
  for (const [section, definitions] of Object.entries(isObject(components) ? components : {})) {
    if (section === "schemas" || section === "pathItems") continue;
    for (const name of Object.keys(isObject(definitions) ? definitions : {})) {
      const start = joinPointer("/components", section, name);
      const circle = findCircle(root, start, safe);
      if (circle === null) continue;
      report(
        joinPointer(start, "$ref"),
        `This reference leads back to itself: ${circle.map(nameOf).join(" → ")}.`,
      );
    }
  }
}

/** The way from a component back to itself or into a circle; null where it ends at a definition. */
function findCircle(root: JsonObject, start: string, safe: Set<string>): readonly string[] | null {
  const way: string[] = [];
  for (let at: string | null = start; at !== null && !safe.has(at); at = next(root, at)) {
    if (way.includes(at)) {
      way.forEach((pointer) => safe.add(pointer));
      return [...way, at];
    }
    way.push(at);
  }
  way.forEach((pointer) => safe.add(pointer));
  return null;
}

function next(root: JsonObject, pointer: string): string | null {
  const value = valueAt(root, pointer);
  const reference = isObject(value) ? referenceOf(value) : null;
  return reference === null ? null : referencePointer(reference);
}

function nameOf(pointer: string): string {
  return parsePointer(pointer)?.at(-1) ?? pointer;
}
