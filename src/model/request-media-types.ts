import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { remembering } from "../document/remember.js";
import type { BodyContent } from "../runtime/core/policy.js";
import { memberSpots, resolveObject, type Spot } from "./references.js";
import { schemaKind, type SchemaKind } from "./schema-kind.js";
import { wholeSequence } from "./stream-schemas.js";

export interface RequestMediaType {
  /** Lower case, without parameters; ranges as they are written. */
  readonly name: string;
  readonly kind: BodyContent["kind"];
  /** A list whose items come one after the other. */
  readonly sequence?: true;
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
    const sequence = wholeSequence(root, name, media);
    const schema = sequence ?? {
      value: memberOf(media.value, "schema") ?? true,
      pointer: `${media.pointer}/schema`,
    };
    const carried: Carried =
      sequence === null ? carriedAs(name, schemaKind(root, schema)) : { kind: "json", sequence: true };
    if ("reason" in carried) unserved.push({ name: written, pointer: spot.pointer, ...carried });
    else if (!served.has(name)) served.set(name, { name, schema, media, ...carried });
  }
  return { served: [...served.values()], unserved };
}

type Carried = { readonly kind: BodyContent["kind"]; readonly sequence?: true } | { readonly reason: string };

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
