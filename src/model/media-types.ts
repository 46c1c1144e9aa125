import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { remembering } from "../document/remember.js";
import { memberSpots, resolveObject, type Spot } from "./references.js";

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

/** The media types of a body, in the order of the document. */
export function mediaTypes(root: JsonObject, holder: Spot, direction: "request" | "response"): MediaTypes {
  if (!isObject(holder.value)) return { served: [], unserved: [] };
  return remembered[direction](root, holder.value, [holder.pointer], () =>
    readMediaTypes(root, holder, direction),
  );
}

const remembered = { request: remembering<MediaTypes>(), response: remembering<MediaTypes>() };

function readMediaTypes(root: JsonObject, holder: Spot, direction: "request" | "response"): MediaTypes {
  const served = new Map<string, MediaType>();
  const unserved: { name: string; pointer: string }[] = [];
  for (const [written, spot] of memberSpots(holder, "content")) {
    const name = essence(written);
    const kind = kindOf(name, direction);
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
function kindOf(name: string, direction: "request" | "response"): MediaKind | null {
  if (name === "application/json" || /^[^*]+\/[^*]+\+json$/u.test(name)) return "json";
  if (/^text\/[^*]+$/u.test(name)) return "text";
  if (direction === "request") return name === "application/octet-stream" ? "binary" : null;
  return binaryTypes.test(name) ? "binary" : null;
}
