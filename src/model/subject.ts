import { memberOf } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import { deref } from "../document/reference.js";
import { bodySchemas } from "./media-types.js";
import type { OperationSlot } from "./operation-slots.js";
import { memberSpots, resolveMember, resolvedMembers, type Spot } from "./references.js";
import type { ResourceIndex } from "./resource-index.js";
import { conjuncts } from "./value-facts.js";

/** The resource that a message carries, and whether it carries one or many. */
export interface Subject {
  readonly resource: string;
  readonly many: boolean;
}

/** Objects around a resource (`{ data: { items: [Order] } }`) are seen through so far. */
const wrapperDepth = 2;

/** The resource of an operation's successful answer; the first answer that carries one counts. */
export function responseSubject(root: JsonObject, index: ResourceIndex, slot: OperationSlot): Subject | null {
  const successes = resolvedMembers(root, slot, "responses").filter(([status]) => /^2/u.test(status));
  return first(successes.flatMap(([, response]) => messageSubjects(root, index, response, "response")));
}

/** The resource that an operation's request body carries. */
export function requestSubject(root: JsonObject, index: ResourceIndex, slot: OperationSlot): Subject | null {
  const body = resolveMember(root, slot, "requestBody");
  return body === undefined ? null : first(messageSubjects(root, index, body, "request"));
}

function messageSubjects(
  root: JsonObject,
  index: ResourceIndex,
  message: Spot,
  direction: "request" | "response",
): readonly Subject[] {
  return bodySchemas(root, message, direction).flatMap(
    (schema) => schemaSubject(root, index, schema, wrapperDepth) ?? [],
  );
}

function schemaSubject(root: JsonObject, index: ResourceIndex, schema: Spot, depth: number): Subject | null {
  const target = deref(root, schema.value, schema.pointer);
  const resource = index.byPointer(target.pointer);
  if (resource !== undefined) return { resource: resource.name, many: false };
  if (depth < 0) return null;
  const items = memberOf(target.value, "items");
  if (items !== undefined) {
    const inside = schemaSubject(
      root,
      index,
      { value: items, pointer: `${target.pointer}/items` },
      depth - 1,
    );
    return inside === null ? null : { ...inside, many: true };
  }
  const composed = first(
    conjuncts(root, target).flatMap((part) => schemaSubject(root, index, part, depth - 1) ?? []),
  );
  if (composed !== null) return composed;
  const members = memberSpots(target, "properties");
  return agreed(members.flatMap(([, property]) => schemaSubject(root, index, property, depth - 1) ?? []));
}

/** An object around two resources is about neither. */
function agreed(subjects: readonly Subject[]): Subject | null {
  const [subject, ...others] = subjects;
  if (subject === undefined || others.some(({ resource }) => resource !== subject.resource)) return null;
  return { resource: subject.resource, many: subjects.some(({ many }) => many) };
}

function first(subjects: readonly Subject[]): Subject | null {
  return subjects[0] ?? null;
}
