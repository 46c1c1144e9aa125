import type { JsonObject } from "../document/document.js";
import { walk } from "../document/walk.js";
import { operationSlots, type OperationSlot } from "../model/operation-slots.js";
import { isObject } from "../document/json.js";
import { parsePointer } from "../document/pointer.js";
import { writtenAt, type Reach } from "./reach.js";

/** Where what is said about an operation can be written. */
export type Place =
  | "operation"
  /** The operation stands in another file: beside the reference of its path, annotations only. */
  | "beside"
  | "nowhere";

/** @param entry the entry file, references not followed */
export function placeOf({ pointer }: OperationSlot, entry: JsonObject, reach: Reach): Place {
  if (isObject(writtenAt(entry, parsePointer(pointer) ?? []))) return "operation";
  return reach(pointer) ? "beside" : "nowhere";
}

/** Whether nobody has annotated anything yet. */
export function isFresh(root: JsonObject): boolean {
  let fresh = true;
  walk(root, ({ value }) => {
    fresh &&= !Object.hasOwn(value, "x-security");
  });
  return fresh;
}

export function slotsByPointer(root: JsonObject): ReadonlyMap<string, OperationSlot> {
  return new Map(operationSlots(root).map((slot) => [slot.pointer, slot]));
}
