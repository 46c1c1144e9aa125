import type { JsonObject } from "../document/document.js";
import { textMember } from "../model/members.js";
import {
  contentSchema,
  operationSlots,
  parameterSpots,
  type OperationSlot,
} from "../model/operation-slots.js";
import { segmentsOf, type Segment } from "../model/path-ids.js";
import { propertiesOf, type Property } from "../model/properties.js";
import type { Spot } from "../model/references.js";
import { valueFacts } from "../model/value-facts.js";
import { singular, words } from "../model/words.js";
import { answeredSchema, componentNameOf } from "./answered.js";
import { wordsOf } from "./names.js";

/** A path to one row of a collection (`/shops/{shopId}/orders/{orderId}`), and the component that reading it answers. */
export interface RowPath {
  readonly path: string;
  readonly segments: readonly Segment[];
  /** `orders`. */
  readonly collection: string;
  /** The path of the row around it that holds the collection (`/shops/{shopId}`), or null. */
  readonly parent: string | null;
  readonly schema: Spot<JsonObject>;
  readonly name: string;
  /** The property that the last parameter names. */
  readonly id: Property;
  readonly read: OperationSlot;
}

/** Every path by which a row is read, where the answer and the id in the path can be told. */
export function rowPaths(root: JsonObject): readonly RowPath[] {
  return operationSlots(root).flatMap((slot) => (slot.method === "GET" ? (rowPath(root, slot) ?? []) : []));
}

function rowPath(root: JsonObject, slot: OperationSlot): RowPath | null {
  const segments = segmentsOf(slot.path);
  const [last, before] = [segments.at(-1), segments.at(-2)];
  if (last === undefined || before === undefined) return null;
  const parameter = last.parameters[0] ?? "";
  if (last.text !== `{${parameter}}` || before.parameters.length > 0) return null;
  const schema = answeredSchema(root, slot);
  const name = schema === null ? null : componentNameOf(schema.pointer);
  if (schema === null || name === null) return null;
  const id = idProperty(root, slot, schema, parameter, [name, before.text]);
  if (id === null) return null;
  const parent = parentPath(segments.slice(0, -2));
  return { path: slot.path, segments, collection: before.text, parent, schema, name, id, read: slot };
}

/** `/shops/{shopId}` of `/shops/{shopId}`; null where the way to the collection does not end with a row. */
function parentPath(around: readonly Segment[]): string | null {
  const end = around.findLastIndex(({ parameters }) => parameters.length > 0);
  return end < 0 || end !== around.length - 1 ? null : `/${around.map(({ text }) => text).join("/")}`;
}

/** `{orderId}` and `{id}` are the property `id`, else `orderId`; `{slug}` is `slug`. Their types have to agree. */
function idProperty(
  root: JsonObject,
  slot: OperationSlot,
  schema: Spot,
  parameter: string,
  ownNames: readonly string[],
): Property | null {
  const properties = propertiesOf(root, schema);
  const exact = properties.find(({ name }) => wordsOf(name) === wordsOf(parameter));
  const plain = properties.find(({ name }) => wordsOf(name) === "id");
  const found = exact ?? (speaksOf(parameter, ownNames) ? plain : undefined);
  const spot = parameterSpots(root, slot).find(
    ({ value }) => textMember(value, "in") === "path" && textMember(value, "name") === parameter,
  );
  const sent = spot === undefined ? undefined : contentSchema(root, spot);
  if (found === undefined || sent === undefined) return null;
  const [expected, given] = [valueFacts(root, found).types, valueFacts(root, sent).types];
  const isScalar = expected.length === 1 && (expected[0] === "string" || expected[0] === "integer");
  return isScalar && (given.length === 0 || given[0] === expected[0]) ? found : null;
}

/** Whether `{id}`, `{order}` or `{order_id}` is the id of an Order. */
function speaksOf(parameter: string, ownNames: readonly string[]): boolean {
  const plain = words(parameter).filter((word) => !["id", "uuid", "guid"].includes(word));
  if (plain.length === 0) return true;
  const subject = singular(plain.join(" "));
  return ownNames.some((name) => singular(wordsOf(name)).endsWith(subject));
}
