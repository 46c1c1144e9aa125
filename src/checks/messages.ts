import { isObject, memberOf } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import { deref } from "../document/reference.js";
import { openSlots } from "../model/closed.js";
import { bodySchemas } from "../model/media-types.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { propertiesOf, type Property } from "../model/properties.js";
import { resolveMember, resolvedMembers, type Spot } from "../model/references.js";
import { exposureOf } from "../model/visibility.js";

/** Properties that requests of open operations may carry, at every depth, each once. */
export function requestProperties(root: JsonObject, slots = openSlots(root)): readonly Property[] {
  return carried(
    root,
    slots,
    (slot) => {
      const body = resolveMember(root, slot, "requestBody");
      return body === undefined ? [] : [body];
    },
    "request",
  );
}

/** Properties that answers of open operations may show, at every depth, each once. */
export function responseProperties(root: JsonObject, slots = openSlots(root)): readonly Property[] {
  return carried(
    root,
    slots,
    (slot) => resolvedMembers(root, slot, "responses").map(([, response]) => response),
    "response",
  );
}

type Direction = "request" | "response";

function carried(
  root: JsonObject,
  slots: readonly OperationSlot[],
  messages: (slot: OperationSlot) => readonly Spot[],
  direction: Direction,
): readonly Property[] {
  const collection: Collection = { root, direction, found: new Map(), seen: new Set() };
  for (const message of slots.flatMap(messages)) {
    for (const schema of bodySchemas(root, message, direction)) collect(collection, schema);
  }
  return [...collection.found.values()];
}

interface Collection {
  readonly root: JsonObject;
  readonly direction: Direction;
  /** By pointer. */
  readonly found: Map<string, Property>;
  /** Pointers of schemas that were searched. */
  readonly seen: Set<string>;
}

function collect(collection: Collection, schema: Spot): void {
  const target = deref(collection.root, schema.value, schema.pointer);
  if (collection.seen.has(target.pointer) || !isObject(target.value)) return;
  collection.seen.add(target.pointer);
  for (const property of propertiesOf(collection.root, target)) collectProperty(collection, property);
  for (const key of ["items", "additionalProperties"]) {
    const value = memberOf(target.value, key);
    if (value !== undefined) collect(collection, { value, pointer: `${target.pointer}/${key}` });
  }
  for (const key of ["allOf", "anyOf", "oneOf"]) {
    const branches = memberOf(target.value, key);
    if (!Array.isArray(branches)) continue;
    branches.forEach((value, index) => {
      collect(collection, { value, pointer: `${target.pointer}/${key}/${index}` });
    });
  }
}

function collectProperty(collection: Collection, property: Property): void {
  const { create, update, read } = exposureOf(collection.root, property.value);
  const passes = collection.direction === "request" ? create !== false || update !== false : read !== false;
  if (!passes) return;
  collection.found.set(property.pointer, property);
  collect(collection, property);
}
