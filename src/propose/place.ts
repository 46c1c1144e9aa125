import type { JsonObject } from "../document/document.js";
import { walk } from "../document/walk.js";
import { operationSlots, type OperationSlot } from "../model/operation-slots.js";
import type { Reach } from "./reach.js";

/** Where what is said about an operation can be written. */
export type Place =
  | { readonly kind: "operation"; readonly pointer: string }
  /** The operation itself stands in another file; its path is named in the entry. */
  | { readonly kind: "pathItem"; readonly pointer: string }
  | { readonly kind: "nowhere" };

/** The nearest place that an overlay reaches. Through a path, one decision holds for all of its operations. */
export function placeOf(slot: OperationSlot, path: string, reach: Reach): Place {
  if (reach(slot.pointer)) return { kind: "operation", pointer: slot.pointer };
  return reach(path) ? { kind: "pathItem", pointer: path } : { kind: "nowhere" };
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
