import { methods } from "../document/grammar.js";
import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { recalling, remembering } from "../document/remember.js";
import { textMember } from "./members.js";
import { parsePathKey, requestShape } from "./path-template.js";
import { memberSpots, resolveMember, resolveObject, resolvedItems, type Spot } from "./references.js";

/** An operation that the server answers, with the path item around it. */
export interface OperationSlot extends Spot<JsonObject> {
  /** Upper case, unless it stands below `additionalOperations`, which are named as they are sent. */
  readonly method: string;
  readonly path: string;
  readonly pathItem: Spot<JsonObject>;
}

/** An operation whose requests another one answers. */
export interface ShadowedSlot {
  readonly slot: OperationSlot;
  readonly by: OperationSlot;
}

/**
 * Every operation that requests can reach, in the order of the document; OpenAPI 3.2's `query` and
 * `additionalOperations` included.
 */
export function operationSlots(root: JsonObject): readonly OperationSlot[] {
  return slotsBy(root).reached;
}

/**
 * Operations that only a fragment in their path tells apart from another one of the same method. Fragments are never
 * sent (RFC 9110 §7.1): authors write them to describe one request several times.
 */
export function shadowedSlots(root: JsonObject): readonly ShadowedSlot[] {
  return slotsBy(root).shadowed;
}

interface Slots {
  readonly reached: readonly OperationSlot[];
  readonly shadowed: readonly ShadowedSlot[];
}

/** Every rule asks for them. */
const known = new WeakMap<JsonObject, Slots>();

function slotsBy(root: JsonObject): Slots {
  const found = known.get(root) ?? findSlots(root);
  known.set(root, found);
  return found;
}

function findSlots(root: JsonObject): Slots {
  const written = writtenSlots(root);
  const shadowed = shadowedAmong(written);
  const hidden = new Set(shadowed.map(({ slot }) => slot));
  return { reached: written.filter((slot) => !hidden.has(slot)), shadowed };
}

function shadowedAmong(slots: readonly OperationSlot[]): readonly ShadowedSlot[] {
  if (!slots.some(hasFragment)) return [];
  const reached = new Map<string, OperationSlot>();
  const byPreference = [...slots.filter((slot) => !hasFragment(slot)), ...slots.filter(hasFragment)];
  return byPreference.flatMap((slot) => {
    const shape = slotShape(slot);
    const by = reached.get(shape) ?? slot;
    reached.set(shape, by);
    return by === slot || !hasFragment(slot) ? [] : [{ slot, by }];
  });
}

/** A text that two operations share if, and only if, they answer the same requests. */
export function slotShape({ method, path, pathItem }: OperationSlot): string {
  return `${method} ${shapes(pathItem.value, [path], () => requestShape(path))}`;
}

const shapes = recalling<string>();

function hasFragment({ path }: OperationSlot): boolean {
  return parsePathKey(path).fragment !== null;
}

function writtenSlots(root: JsonObject): readonly OperationSlot[] {
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
    return spot === undefined ? [] : [{ ...spot, method, path, pathItem }];
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
