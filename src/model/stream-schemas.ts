import { isArray, isObject, memberOf } from "../document/json.js";
import type { JsonObject, JsonValue } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { resolveObject, type Spot } from "./references.js";
import { valueFacts } from "./value-facts.js";
import { schemaKind } from "./schema-kind.js";

/** Media types of JSON values one after the other: RFC 7464, RFC 8142, ndjson and JSON Lines (OpenAPI 3.2 §4.14.3). */
export const sequences =
  /^(?:application\/(?:jsonl|x-jsonlines|jsonlines|x-ndjson|ndjson)|[^*/]+\/(?:[^*/]+\+)?json-seq)$/u;

/** The schema of one value of a sequence: `itemSchema`, else the items of a schema for the whole, else that schema. */
export function sequenceItem(root: JsonObject, media: Spot<JsonObject>): Spot {
  const item = member(media, "itemSchema");
  if (item !== undefined) return item;
  const schema = member(media, "schema");
  if (schema === undefined) return anything(media);
  const target = resolveObject(root, schema);
  const items = target === undefined ? undefined : member(target, "items");
  return items !== undefined && memberOf(target?.value, "type") === "array" ? items : schema;
}

/**
 * The schema of a whole sequence, as a list of its values; null for a media type that is none, or of which nothing is said but
 * that it is text or bytes.
 */
export function wholeSequence(root: JsonObject, name: string, media: Spot<JsonObject>): Spot | null {
  const schema = member(media, "schema");
  const item = member(media, "itemSchema");
  const isPlain = item === undefined && (schema === undefined || schemaKind(root, schema) !== "structured");
  if (!sequences.test(name) || isPlain) return null;
  if (schema !== undefined && valueFacts(root, schema).types.includes("array")) return schema;
  const { value, pointer } = sequenceItem(root, media);
  return { value: { type: "array", items: value }, pointer };
}

export interface EventData {
  readonly kind: "events" | "textEvents";
  readonly schema: Spot;
}

/**
 * The schema of an event's data. An `itemSchema` describes whole events (OpenAPI 3.2 §4.14.4): their `data` is text, or JSON
 * where it has a `contentSchema`. A `schema`, as older documents have it, describes the data itself.
 */
export function eventData(root: JsonObject, media: Spot<JsonObject>): EventData {
  const item = member(media, "itemSchema");
  const schema = item === undefined ? (member(media, "schema") ?? anything(media)) : dataOf(root, item, 0);
  const kind = schemaKind(root, schema) === "text" ? "textEvents" : "events";
  return { kind, schema };
}

/** Events of several kinds carry the data of one of them. */
function dataOf(root: JsonObject, item: Spot, depth: number): Spot {
  const target = resolveObject(root, item);
  if (target === undefined || depth > 8) return item;
  const properties = member(target, "properties");
  const data = properties === undefined ? undefined : member(properties, "data");
  if (data !== undefined) return contentOf(root, data);
  const union = ["oneOf", "anyOf"].find((keyword) => isArray(memberOf(target.value, keyword)));
  if (union === undefined) return item;
  const branches = target.value[union] as readonly JsonValue[];
  const values = branches.map(
    (value, index) =>
      dataOf(root, { value, pointer: joinPointer(target.pointer, union, index) }, depth + 1).value,
  );
  return { value: { anyOf: values }, pointer: `${target.pointer}/${union}` };
}

function contentOf(root: JsonObject, data: Spot): Spot {
  const target = resolveObject(root, data);
  return (target === undefined ? undefined : member(target, "contentSchema")) ?? data;
}

function member(holder: Spot, key: string): Spot | undefined {
  const value = isObject(holder.value) ? memberOf(holder.value, key) : undefined;
  return value === undefined ? undefined : { value, pointer: joinPointer(holder.pointer, key) };
}

function anything(media: Spot): Spot {
  return { value: true, pointer: `${media.pointer}/schema` };
}
