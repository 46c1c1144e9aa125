import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { remembering } from "../document/remember.js";
import { memberSpots, resolveObject, type Spot } from "./references.js";
import { requestMediaTypes } from "./request-media-types.js";

export type MediaKind = "json" | "text" | "binary";

export interface MediaType {
  /** Lower case, without parameters. */
  readonly name: string;
  readonly kind: MediaKind;
  readonly schema: Spot;
}

export interface MediaTypes {
  readonly served: readonly MediaType[];
  /** Those that this version cannot serve, as they are written. */
  readonly unserved: readonly { readonly name: string; readonly pointer: string }[];
}

const binaryTypes = /^(?:application\/(?:octet-stream|pdf|zip|gzip)|(?:image|audio|video|font)\/[^*]+)$/u;

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
  const unserved: { name: string; pointer: string }[] = [];
  for (const [written, spot] of memberSpots(holder, "content")) {
    const name = essence(written);
    const kind = kindOf(name);
    const media = resolveObject(root, spot);
    if (kind === null || media === undefined) unserved.push({ name: written, pointer: spot.pointer });
    else if (!served.has(name)) {
      const value = memberOf(media.value, "schema") ?? true;
      served.set(name, { name, kind, schema: { value, pointer: `${media.pointer}/schema` } });
    }
  }
  return { served: [...served.values()], unserved };
}

/** Lower case and without parameters; a range that includes JSON is served as JSON. */
function essence(written: string): string {
  const name = (written.split(";")[0] ?? "").trim().toLowerCase();
  return name === "*/*" || name === "application/*" ? "application/json" : name;
}

/** How the runtime carries a media type, or null where it cannot. */
function kindOf(name: string): MediaKind | null {
  if (name === "application/json" || /^[^*]+\/[^*]+\+json$/u.test(name)) return "json";
  if (/^text\/[^*]+$/u.test(name)) return "text";
  return binaryTypes.test(name) ? "binary" : null;
}
