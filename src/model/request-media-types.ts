import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { remembering } from "../document/remember.js";
import type { BodyContent } from "../runtime/core/policy.js";
import { isBinary } from "./binary.js";
import { memberSpots, resolveObject, type Spot } from "./references.js";
import { valueFacts } from "./value-facts.js";

export interface RequestMediaType {
  /** Lower case, without parameters; ranges as they are written. */
  readonly name: string;
  readonly kind: BodyContent["kind"];
  readonly schema: Spot;
  /** The media type object. */
  readonly media: Spot<JsonObject>;
}

export interface RequestMediaTypes {
  readonly served: readonly RequestMediaType[];
  /** Those that nothing could hold against their schema, as they are written. */
  readonly unserved: readonly { readonly name: string; readonly pointer: string; readonly reason: string }[];
}

/** The media types of a request body, in the order of the document. */
export function requestMediaTypes(root: JsonObject, holder: Spot): RequestMediaTypes {
  if (!isObject(holder.value)) return { served: [], unserved: [] };
  return remembered(root, holder.value, [holder.pointer], () => readMediaTypes(root, holder));
}

const remembered = remembering<RequestMediaTypes>();

function readMediaTypes(root: JsonObject, holder: Spot): RequestMediaTypes {
  const served = new Map<string, RequestMediaType>();
  const unserved: { name: string; pointer: string; reason: string }[] = [];
  for (const [written, spot] of memberSpots(holder, "content")) {
    const media = resolveObject(root, spot);
    if (media === undefined) continue;
    const name = (written.split(";")[0] ?? "").trim().toLowerCase();
    const schema = { value: memberOf(media.value, "schema") ?? true, pointer: `${media.pointer}/schema` };
    const carried = carriedAs(name, schemaKind(root, schema));
    if ("reason" in carried) unserved.push({ name: written, pointer: spot.pointer, ...carried });
    else if (!served.has(name)) served.set(name, { name, schema, media, ...carried });
  }
  return { served: [...served.values()], unserved };
}

/** What a schema is about, as far as it decides how a body can be read. */
export type SchemaKind = "absent" | "binary" | "text" | "scalar" | "structured";

type Carried = { readonly kind: BodyContent["kind"] } | { readonly reason: string };

const structuredTypes = /^(?:application\/json|[^/]+\/[^/]+\+json)$/u;
/** What is never text, even where its author calls it a string. */
export const binaryTypes =
  /^(?:application\/(?:octet-stream|pdf|zip|gzip|x-tar|x-protobuf|protobuf)|(?:image|audio|video|font)\/.+)$/u;

function carriedAs(name: string, schema: SchemaKind): Carried {
  if (structuredTypes.test(name)) return { kind: "json" };
  if (name === "application/x-www-form-urlencoded") return { kind: "form" };
  if (name === "multipart/form-data") return { kind: "multipart" };
  if (name.startsWith("multipart/"))
    return { reason: "of the multipart types only multipart/form-data is read" };
  const isRange = name === "*/*" || name === "application/*";
  switch (schema) {
    case "structured":
      return isRange
        ? { kind: "json" }
        : { reason: "nothing could hold such a body against a schema of more than text or bytes" };
    case "scalar":
      return name.startsWith("text/") ? { kind: "text" } : carriedAs(name, "structured");
    case "text":
      return { kind: binaryTypes.test(name) ? "file" : "text" };
    case "binary":
      return { kind: "file" };
    case "absent":
      return { kind: name.startsWith("text/") ? "text" : "file" };
  }
}

/** Keywords that say nothing about what a value is. */
const annotations: ReadonlySet<string> = new Set(
  "title description example examples deprecated default externalDocs $comment xml".split(" "),
);

const scalars: ReadonlySet<string> = new Set(["string", "integer", "number", "boolean"]);

export function schemaKind(root: JsonObject, schema: Spot): SchemaKind {
  const { value } = schema;
  const says =
    isObject(value) && Object.keys(value).some((key) => !annotations.has(key) && !key.startsWith("x-"));
  if (!says) return "absent";
  if (isBinary(root, schema)) return "binary";
  const { types, values } = valueFacts(root, schema);
  const named = types.length > 0 ? types : values.map((each) => typeof each as string);
  if (named.length === 0 || !named.every((type) => scalars.has(type))) return "structured";
  return named.every((type) => type === "string") ? "text" : "scalar";
}
