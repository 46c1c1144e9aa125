import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { remembering } from "../document/remember.js";
import { memberSpots, resolveObject, type Spot } from "./references.js";
import { binaryTypes, requestMediaTypes } from "./request-media-types.js";
import { schemaKind } from "./schema-kind.js";
import { eventData, sequenceItem, sequences } from "./stream-schemas.js";

/**
 * How an answer leaves: as JSON, text or bytes; as server-sent events whose data is JSON (`events`) or text
 * (`textEvents`); as a sequence of JSON values (`items`).
 */
export type MediaKind = "json" | "text" | "binary" | "events" | "textEvents" | "items";

export interface MediaType {
  /** Lower case, without parameters. */
  readonly name: string;
  readonly kind: MediaKind;
  /** Of events, what describes the data of one; of sequences, what describes one item. */
  readonly schema: Spot;
}

export interface MediaTypes {
  readonly served: readonly MediaType[];
  /** Those that nothing could hold against their schema, as they are written. */
  readonly unserved: readonly { readonly name: string; readonly pointer: string; readonly reason: string }[];
}

/** The schemas of a body by media type, in the order of the document. */
export function bodySchemas(
  root: JsonObject,
  holder: Spot,
  direction: "request" | "response",
): readonly Spot[] {
  const { served } = direction === "request" ? requestMediaTypes(root, holder) : mediaTypes(root, holder);
  return served.map(({ schema }) => schema);
}

/** The media types of an answer, in the order of the document. */
export function mediaTypes(root: JsonObject, holder: Spot): MediaTypes {
  if (!isObject(holder.value)) return { served: [], unserved: [] };
  return remembered(root, holder.value, [holder.pointer], () => readMediaTypes(root, holder));
}

const remembered = remembering<MediaTypes>();

function readMediaTypes(root: JsonObject, holder: Spot): MediaTypes {
  const served = new Map<string, MediaType>();
  const unserved: { name: string; pointer: string; reason: string }[] = [];
  for (const [written, spot] of memberSpots(holder, "content")) {
    const media = resolveObject(root, spot);
    if (media === undefined) continue;
    const name = essence(written);
    const carried = carriedAs(root, name, media);
    if ("reason" in carried) unserved.push({ name: written, pointer: spot.pointer, ...carried });
    else if (!served.has(name)) served.set(name, { name, ...carried });
  }
  return { served: [...served.values()], unserved };
}

/** Lower case and without parameters; a range that includes JSON is served as JSON. */
function essence(written: string): string {
  const name = (written.split(";")[0] ?? "").trim().toLowerCase();
  return name === "*/*" || name === "application/*" ? "application/json" : name;
}

type Carried = { readonly kind: MediaKind; readonly schema: Spot } | { readonly reason: string };

function carriedAs(root: JsonObject, name: string, media: Spot<JsonObject>): Carried {
  if (/^(?:application\/json|[^*/]+\/[^*/]+\+json)$/u.test(name))
    return { kind: "json", schema: whole(media) };
  if (name === "text/event-stream") return eventData(root, media);
  if (sequences.test(name)) return { kind: "items", schema: sequenceItem(root, media) };
  const schema = whole(media);
  switch (schemaKind(root, schema)) {
    case "structured":
      return {
        reason: "nothing could select what may leave in such a body by a schema of more than text or bytes",
      };
    case "text":
    case "scalar":
      return { kind: binaryTypes.test(name) ? "binary" : "text", schema };
    case "binary":
      return { kind: "binary", schema };
    case "absent":
      return { kind: name.startsWith("text/") ? "text" : "binary", schema };
  }
}

function whole(media: Spot<JsonObject>): Spot {
  return { value: memberOf(media.value, "schema") ?? true, pointer: `${media.pointer}/schema` };
}
