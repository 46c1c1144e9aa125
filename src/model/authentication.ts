import { isArray, isObject, memberOf } from "../document/json.js";
import type { JsonObject, JsonValue } from "../document/document.js";
import type { SecurityAlternative } from "../runtime/core/policy.js";
import { textsMember } from "./members.js";
import type { Authentication } from "./model.js";
import type { OperationSlot } from "./operation-slots.js";
import type { Spot } from "./references.js";

/** The `security` that counts for an operation: its own, else the document's (OpenAPI 3.1 §4.8.10). */
export function securityOf(root: JsonObject, slot: OperationSlot): Spot | undefined {
  const own = memberOf(slot.value, "security");
  if (own !== undefined) return { value: own, pointer: `${slot.pointer}/security` };
  const shared = memberOf(root, "security");
  return shared === undefined ? undefined : { value: shared, pointer: "/security" };
}

/** Whether somebody without credentials satisfies it: nothing is required, or one alternative is empty. */
export function needsNothing(security: JsonValue): boolean {
  return (
    isArray(security) &&
    (security.length === 0 || security.some((each) => isObject(each) && Object.keys(each).length === 0))
  );
}

/**
 * Who may call at all. An operation is public only where `security` asks for nothing and a reason is given; one without
 * the other leaves it unspecified, for the checks to judge.
 */
export function buildAuthentication(
  root: JsonObject,
  slot: OperationSlot,
  reason: string | undefined,
): Authentication {
  const security = securityOf(root, slot);
  const alternatives = security === undefined ? [] : alternativesOf(security.value);
  const open = security === undefined || needsNothing(security.value);
  if (!open) return { kind: "required", alternatives };
  return reason === undefined ? { kind: "unspecified" } : { kind: "public", reason, alternatives };
}

/** Without the alternatives that ask for a credential which nobody could verify. */
export function verifiable(authentication: Authentication, served: ReadonlySet<string>): Authentication {
  if (authentication.kind === "unspecified") return authentication;
  const alternatives = authentication.alternatives.filter((each) =>
    each.every(({ scheme }) => served.has(scheme)),
  );
  return { ...authentication, alternatives };
}

function alternativesOf(security: JsonValue): readonly SecurityAlternative[] {
  const alternatives = isArray(security) ? security.filter(isObject) : [];
  return alternatives
    .filter((each) => Object.keys(each).length > 0)
    .map((each) => Object.keys(each).map((scheme) => ({ scheme, grants: textsMember(each, scheme) })));
}
