import { methods } from "../document/grammar.js";
import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { remembering } from "../document/remember.js";
import { textMember } from "./members.js";
import { memberSpots, resolveMember, resolveObject, resolvedItems, type Spot } from "./references.js";

/** An operation that the server answers, with the path item around it. */
export interface OperationSlot extends Spot<JsonObject> {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly pathItem: Spot<JsonObject>;
}

/** Every operation below `paths`, in the order of the document; OpenAPI 3.2's `query` and `additionalOperations` included. */
export function operationSlots(root: JsonObject): readonly OperationSlot[] {
  const known = slots.get(root) ?? findSlots(root);
  slots.set(root, known);
  return known;
}

/** Every rule asks for them. */
const slots = new WeakMap<JsonObject, readonly OperationSlot[]>();

function findSlots(root: JsonObject): readonly OperationSlot[] {
  return memberSpots({ value: root, pointer: "" }, "paths").flatMap(([path, written]) => {
    const pathItem = path.startsWith("/") ? resolveObject(root, written) : undefined;
    return pathItem === undefined ? [] : slotsOf(root, path, pathItem);
  });
}

function slotsOf(root: JsonObject, path: string, pathItem: Spot<JsonObject>): readonly OperationSlot[] {
  const written = Object.keys(pathItem.value).filter((key) => (methods as readonly string[]).includes(key));
  const fixed = written.flatMap((method) => {
    const spot = resolveMember(root, pathItem, method);
    return spot === undefined ? [] : [{ ...spot, method: method.toUpperCase(), path, pathItem }];
  });
  const further = memberSpots(pathItem, "additionalOperations").flatMap(([method, written]) => {
    const spot = resolveObject(root, written);
    return spot === undefined ? [] : [{ ...spot, method: method.toUpperCase(), path, pathItem }];
  });
  return [...fixed, ...further];
}

/** Parameters of the operation and of its path item; the operation's own win (OpenAPI 3.1 §4.8.9). */
export function parameterSpots(root: JsonObject, slot: OperationSlot): readonly Spot<JsonObject>[] {
  return parameters(root, slot.value, [slot.pointer, slot.pathItem.value, slot.pathItem.pointer], () =>
    findParameters(root, slot),
  );
}

const parameters = remembering<readonly Spot<JsonObject>[]>();

function findParameters(root: JsonObject, slot: OperationSlot): readonly Spot<JsonObject>[] {
  const found = new Map<string, Spot<JsonObject>>();
  for (const spot of [
    ...resolvedItems(root, slot.pathItem, "parameters"),
    ...resolvedItems(root, slot, "parameters"),
  ]) {
    found.set(JSON.stringify([textMember(spot.value, "in"), textMember(spot.value, "name")]), spot);
  }
  return [...found.values()];
}

/** The schema of a parameter or header, from `schema` or from its only media type. */
export function contentSchema(root: JsonObject, holder: Spot): Spot | undefined {
  const direct = memberOf(holder.value, "schema");
  if (direct !== undefined) return { value: direct, pointer: `${holder.pointer}/schema` };
  const [, media] = memberSpots(holder, "content")[0] ?? [];
  const resolved = media === undefined ? undefined : resolveObject(root, media);
  const schema = memberOf(resolved?.value, "schema");
  return resolved === undefined || schema === undefined
    ? undefined
    : { value: schema, pointer: `${resolved.pointer}/schema` };
}
