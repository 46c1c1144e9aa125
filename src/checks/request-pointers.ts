import { memberOf } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import { parsePointer } from "../document/pointer.js";
import { deref, valueAt } from "../document/reference.js";
import { bodySchemas } from "../model/media-types.js";
import type { Operation } from "../model/model.js";
import { propertiesOf } from "../model/properties.js";
import type { Spot } from "../model/references.js";
import type { RequestPointer } from "../runtime/core/policy.js";

/** Whether a request of the operation can have something where a pointer points. */
export function pointsToSomething(root: JsonObject, operation: Operation, at: RequestPointer): boolean {
  if (at.kind === "querystring") return operation.queryString !== null;
  if (at.kind !== "body") {
    return operation.parameters.some(({ policy }) => policy.in === at.kind && sameName(policy.name, at));
  }
  if (operation.body === null) return false;
  const body = { value: valueAt(root, operation.body.pointer) ?? null, pointer: operation.body.pointer };
  const tokens = parsePointer(at.pointer) ?? [];
  return bodySchemas(root, body, "request").some((schema) => reaches(root, schema, tokens));
}

/** How a message speaks of a place in the request. */
export function describePointer(at: RequestPointer): string {
  if ("pointer" in at) return `property ${at.pointer} in the ${at.kind === "body" ? "body" : "query string"}`;
  return `${at.kind} parameter "${at.name}"`;
}

export function samePointer(a: RequestPointer, b: RequestPointer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameName(name: string, at: Extract<RequestPointer, { name: string }>): boolean {
  return at.kind === "header" ? name.toLowerCase() === at.name.toLowerCase() : name === at.name;
}

function reaches(root: JsonObject, schema: Spot, tokens: readonly string[]): boolean {
  const [token, ...rest] = tokens;
  if (token === undefined) return true;
  const target = deref(root, schema.value, schema.pointer);
  const property = propertiesOf(root, target).find(({ name }) => name === token);
  if (property !== undefined) return reaches(root, property, rest);
  const items = memberOf(target.value, "items");
  return (
    /^[0-9]+$/u.test(token) &&
    items !== undefined &&
    reaches(root, { value: items, pointer: `${target.pointer}/items` }, rest)
  );
}
