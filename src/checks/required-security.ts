import { needsNothing, securityOf } from "../model/authentication.js";
import { openSlots } from "../model/closed.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { annotation } from "../model/annotation.js";
import type { Finding, Judge } from "./finding.js";

/** C12: an operation that says neither who may call it nor that everybody may. */
export const operationsWithoutSecurity: Judge = ({ document: { root } }) =>
  openSlots(root)
    .filter((slot) => securityOf(root, slot) === undefined && reasonOf(slot) === undefined)
    .map((slot) => ({
      pointer: slot.pointer,
      part: "key",
      message: `${slot.method} ${slot.path} has no "security", so nothing says who may call it.`,
    }));

/** C12: an operation that asks for no credentials without saying why. */
export const publicWithoutReason: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot): readonly Finding[] => {
    const security = securityOf(root, slot);
    if (security === undefined || !needsNothing(security.value) || reasonOf(slot) !== undefined) return [];
    const message = `${slot.method} ${slot.path} can be called without credentials, and no reason is given.`;
    return [{ pointer: security.pointer, part: "key", message, within: [slot.pointer] }];
  });

/** C12: an operation that is called public although its `security` demands credentials. */
export const publicWithSecurity: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot): readonly Finding[] => {
    const security = securityOf(root, slot);
    if (security === undefined || needsNothing(security.value) || reasonOf(slot) === undefined) return [];
    const message = `${slot.method} ${slot.path} is called public, but "security" demands credentials.`;
    const related = [{ pointer: security.pointer, message: "This is demanded." }];
    return [{ pointer: slot.pointer, part: "key", message, related }];
  });

function reasonOf(slot: OperationSlot): string | undefined {
  return annotation("operation", slot.value).public ?? annotation("pathItem", slot.pathItem.value).public;
}
