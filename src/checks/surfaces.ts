import type { JsonObject } from "../document/document.js";
import { isArray, isObject } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import { securityOf } from "../model/authentication.js";
import { openSlots } from "../model/closed.js";
import type { Operation, Scheme } from "../model/model.js";
import type { OperationSlot } from "../model/operation-slots.js";
import type { Finding, Judge } from "./finding.js";

/**
 * Credentials that only the other surface accepts satisfy nothing here. Where that leaves nobody who could call an operation, it
 * is said of the operation; else only of what the operation itself lists, since a document's `security` speaks for both.
 */
export const unacceptedScheme: Judge = ({ model: { operations, schemes }, document: { root } }) => {
  const byPointer = new Map(operations.map((operation) => [operation.pointer, operation]));
  return openSlots(root).flatMap((slot) => {
    const operation = byPointer.get(slot.pointer);
    return operation === undefined ? [] : judged(root, slot, operation, schemes);
  });
};

function judged(
  root: JsonObject,
  slot: OperationSlot,
  { surface, method, path, authentication }: Operation,
  schemes: readonly Scheme[],
): readonly Finding[] {
  const security = securityOf(root, slot);
  const refused = new Set(schemes.filter((each) => !accepts(each, surface)).map(({ name }) => name));
  if (security === undefined || refused.size === 0) return [];
  const alternatives = (isArray(security.value) ? security.value : []).filter(isObject);
  const dead = alternatives.flatMap((each, index) => {
    const name = Object.keys(each).find((scheme) => refused.has(scheme));
    return name === undefined ? [] : [{ name, pointer: joinPointer(security.pointer, index, name) }];
  });
  if (authentication.kind === "required" && dead.length === alternatives.length) {
    const names = [...new Set(dead.map(({ name }) => `"${name}"`))].join(" and ");
    const message = `Nobody can call ${method} ${path}: ${names} is not accepted on the ${surface} surface.`;
    return [{ pointer: slot.pointer, part: "key", message }];
  }
  if (!security.pointer.startsWith(slot.pointer)) return [];
  return dead.map(({ name, pointer }) => ({
    pointer,
    part: "key",
    message: `"${name}" is not accepted on the ${surface} surface, where ${method} ${path} is served.`,
    within: [slot.pointer],
  }));
}

function accepts(scheme: Scheme, surface: Operation["surface"]): boolean {
  return scheme.kind === "incomplete" || (scheme.policy.surfaces?.includes(surface) ?? true);
}
