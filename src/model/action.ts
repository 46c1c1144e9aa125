import type { Subject } from "./subject.js";
import type { PathId, Segment } from "./path-ids.js";
import type { ResourceIndex } from "./resource-index.js";
import { camelCase } from "./words.js";

export interface ActionFacts {
  readonly method: string;
  readonly segments: readonly Segment[];
  readonly ids: readonly PathId[];
  /** Name of the operation's resource. */
  readonly resource: string | null;
  readonly response: Subject | null;
}

/**
 * What an operation does to its resource, where the document does not say: `GET /orders/{id}` reads, `GET /orders` lists,
 * `POST /orders` creates, PUT and PATCH update, DELETE deletes, and `POST /orders/{id}/refund` is the verb `refund`.
 */
export function inferAction(facts: ActionFacts, index: ResourceIndex): string {
  const last = facts.segments.at(-1);
  const onRow = last !== undefined && last.parameters.length > 0;
  switch (facts.method) {
    case "GET":
    case "HEAD":
    case "OPTIONS":
      return onRow || facts.response?.many === false ? "read" : "list";
    case "QUERY":
      return "list";
    case "PUT":
    case "PATCH":
      return "update";
    case "DELETE":
      return onRow || !actsOnRow(facts, index) ? "delete" : "update";
    default:
      return onRow ? "update" : inferVerb(facts, index);
  }
}

function inferVerb(facts: ActionFacts, index: ResourceIndex): string {
  const last = facts.segments.at(-1)?.text ?? "";
  const verb = camelCase(last);
  const collection = index.bySegment(facts.segments.at(-2)?.text ?? "");
  const namesResource = index.bySegment(last)?.name === facts.resource;
  const ofCollection = collection !== undefined && collection.name === facts.resource && !namesResource;
  return verb !== "" && (actsOnRow(facts, index) || ofCollection) ? verb : "create";
}

/** `/orders/{orderId}/refund` is about the order, `/orders/{orderId}/items` is about something inside it. */
function actsOnRow({ segments, ids, resource }: ActionFacts, index: ResourceIndex): boolean {
  const last = segments.at(-1)?.text ?? "";
  return resource !== null && ids.at(-1)?.resource === resource && index.bySegment(last)?.name !== resource;
}
