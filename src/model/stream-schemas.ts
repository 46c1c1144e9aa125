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

/** Events of several kinds carry the data of one of them; what a kind does not say of its data is said `around` them. */
function dataOf(root: JsonObject, item: Spot, depth: number, around?: Spot): Spot {
  const target = resolveObject(root, item);
  if (target === undefined || depth > 8) return around ?? item;
  const properties = member(target, "properties");
  const written = properties === undefined ? undefined : member(properties, "data");
  const data = written === undefined ? around : contentOf(root, written, around);
  const union = ["oneOf", "anyOf"].find((keyword) => isArray(memberOf(target.value, keyword)));
  if (union === undefined) return data ?? item;
  const branches = target.value[union] as readonly JsonValue[];
  const values = branches.map((value, index) => {
    const branch = { value, pointer: joinPointer(target.pointer, union, index) };
    return dataOf(root, branch, depth + 1, data).value;
  });
  const different = [...new Set(values)];
  if (data !== undefined && different.length === 1 && different[0] === data.value) return data;
  return { value: { anyOf: different }, pointer: `${target.pointer}/${union}` };
}

/** What a kind of events says of text without saying what it holds, a length for instance, leaves what is said around. */
function contentOf(root: JsonObject, data: Spot, around: Spot | undefined): Spot {
  const target = resolveObject(root, data);
  const content = target === undefined ? undefined : member(target, "contentSchema");
  return content ?? (memberOf(target?.value, "type") === undefined ? (around ?? data) : data);
}

function member(holder: Spot, key: string): Spot | undefined {
  const value = isObject(holder.value) ? memberOf(holder.value, key) : undefined;
  return value === undefined ? undefined : { value, pointer: joinPointer(holder.pointer, key) };
}

function anything(media: Spot): Spot {
  return { value: true, pointer: `${media.pointer}/schema` };
}
