import { isObject, memberOf } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import { deref } from "../document/reference.js";
import { mediaTypes } from "../model/media-types.js";
import { operationSlots, type OperationSlot } from "../model/operation-slots.js";
import { propertiesOf, type Property } from "../model/properties.js";
import { resolveMember, resolvedMembers, type Spot } from "../model/references.js";
import { exposureOf } from "../model/visibility.js";

/** A property that some message carries, with an operation whose message it is. */
export interface CarriedProperty extends Property {
  readonly operation: OperationSlot;
  /** The schema that declares it. */
  readonly holder: string;
}

/** Properties that requests may carry, at every depth, each once. */
export function requestProperties(root: JsonObject): readonly CarriedProperty[] {
  return carried(
    root,
    (slot) => {
      const body = resolveMember(root, slot, "requestBody");
      return body === undefined ? [] : [body];
    },
    "request",
  );
}

/** Properties that answers may show, at every depth, each once. */
export function responseProperties(root: JsonObject): readonly CarriedProperty[] {
  return carried(
    root,
    (slot) => resolvedMembers(root, slot, "responses").map(([, response]) => response),
    "response",
  );
}

type Direction = "request" | "response";

function carried(
  root: JsonObject,
  messages: (slot: OperationSlot) => readonly Spot[],
  direction: Direction,
): readonly CarriedProperty[] {
  const found = new Map<string, CarriedProperty>();
  for (const operation of operationSlots(root)) {
    const schemas = messages(operation).flatMap((message) => mediaTypes(root, message, direction).served);
    for (const { schema } of schemas) collect({ root, operation, direction, found }, schema, new Set());
  }
  return [...found.values()];
}

interface Collection {
  readonly root: JsonObject;
  readonly operation: OperationSlot;
  readonly direction: Direction;
  readonly found: Map<string, CarriedProperty>;
}

function collect(collection: Collection, schema: Spot, seen: Set<string>): void {
  const target = deref(collection.root, schema.value, schema.pointer);
  if (seen.has(target.pointer) || !isObject(target.value)) return;
  seen.add(target.pointer);
  for (const property of propertiesOf(collection.root, target))
    collectProperty(collection, property, target.pointer, seen);
  for (const key of ["items", "additionalProperties"]) {
    const value = memberOf(target.value, key);
    if (value !== undefined) collect(collection, { value, pointer: `${target.pointer}/${key}` }, seen);
  }
  for (const key of ["allOf", "anyOf", "oneOf"]) {
    const branches = memberOf(target.value, key);
    if (!Array.isArray(branches)) continue;
    branches.forEach((value, index) => {
      collect(collection, { value, pointer: `${target.pointer}/${key}/${index}` }, seen);
    });
  }
}

function collectProperty(
  collection: Collection,
  property: Property,
  holder: string,
  seen: Set<string>,
): void {
  const { create, update, read } = exposureOf(collection.root, property);
  const passes = collection.direction === "request" ? create !== false || update !== false : read !== false;
  if (!passes) return;
  if (!collection.found.has(property.pointer)) {
    collection.found.set(property.pointer, { ...property, operation: collection.operation, holder });
  }
  collect(collection, property, seen);
}
