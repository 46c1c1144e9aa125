import type { JsonObject } from "../document/document.js";
import { annotation } from "./annotation.js";
import { operationSlots, type OperationSlot } from "./operation-slots.js";

/** Why an operation is closed to every caller, as it or its path item says; null where it is open. */
export function closedReason(slot: OperationSlot): string | null {
  return (
    annotation("operation", slot.value).closed ?? annotation("pathItem", slot.pathItem.value).closed ?? null
  );
}

/** The operations that somebody may reach: only there can a handler, an input or an answer do harm. */
export function openSlots(root: JsonObject): readonly OperationSlot[] {
  const slots = known.get(root) ?? operationSlots(root).filter((slot) => closedReason(slot) === null);
  known.set(root, slots);
  return slots;
}

/** Every rule about operations asks for them. */
const known = new WeakMap<JsonObject, readonly OperationSlot[]>();
