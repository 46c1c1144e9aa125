import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { deref } from "../document/reference.js";
import { parsePointer } from "../document/pointer.js";
import { mediaTypes } from "../model/media-types.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { propertiesOf } from "../model/properties.js";
import { valueFacts } from "../model/value-facts.js";
import { memberSpots, resolvedMembers, type Spot } from "../model/references.js";

/** The schema of an operation's first success, or null where that carries no JSON. */
export function answerOf(root: JsonObject, slot: OperationSlot): Spot | null {
  const success = resolvedMembers(root, slot, "responses").find(([status]) => /^2/u.test(status));
  if (success === undefined) return null;
  const [media] = mediaTypes(root, success[1]).served;
  return media?.kind === "json" ? media.schema : null;
}

/** The component schema that an operation answers with: itself, or as the only component in an object around it. */
export function answeredSchema(root: JsonObject, slot: OperationSlot): Spot<JsonObject> | null {
  const answer = answerOf(root, slot);
  if (answer === null) return null;
  const direct = componentOf(root, answer);
  if (direct !== null && !isEnvelope(root, direct)) return direct;
  return inside(root, deref(root, answer.value, answer.pointer)) ?? direct;
}

/** Whether an answer says no more than how it went: an object of a few plain values. */
export function isAcknowledgement(root: JsonObject, answer: Spot): boolean {
  const properties = propertiesOf(root, answer);
  const plain = ["string", "number", "integer", "boolean"];
  return (
    properties.length > 0 &&
    properties.length <= 5 &&
    properties.every((property) => {
      const { types } = valueFacts(root, property);
      return types.length > 0 && types.every((type) => plain.includes(type));
    })
  );
}

/** Name of a component schema from its pointer, or null where the pointer names something else. */
export function componentNameOf(pointer: string): string | null {
  const tokens = parsePointer(pointer) ?? [];
  const isComponent = tokens.length === 3 && tokens[0] === "components" && tokens[1] === "schemas";
  return isComponent ? (tokens[2] ?? null) : null;
}

/** A component that a schema is or refers to, or null. */
export function componentOf(root: JsonObject, schema: Spot): Spot<JsonObject> | null {
  const { value, pointer } = deref(root, schema.value, schema.pointer);
  if (componentNameOf(pointer) === null || typeof value !== "object" || value === null) return null;
  return Array.isArray(value) ? null : { value: value as JsonObject, pointer };
}

/** An object that has nothing of its own but one object of a component: `{ data: Order }`, with or without the like of a status. */
function isEnvelope(root: JsonObject, { value, pointer }: Spot<JsonObject>): boolean {
  return (
    memberOf(memberOf(value, "properties"), "id") === undefined && inside(root, { value, pointer }) !== null
  );
}

function inside(root: JsonObject, holder: Spot): Spot<JsonObject> | null {
  const found = memberSpots(holder, "properties").flatMap(([, property]) => {
    const target = componentOf(root, property);
    return target !== null && memberOf(target.value, "properties") !== undefined ? [target] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}
