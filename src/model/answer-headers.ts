import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { remembering } from "../document/remember.js";
import { isTrue, textMember } from "./members.js";
import type { ResponseHeader } from "./model.js";
import { contentSchema } from "./operation-slots.js";
import { parameterType } from "./parameter-type.js";
import { contentTypeOf } from "./parameters.js";
import { resolvedMembers, type Spot } from "./references.js";
import type { SchemaUse, Split } from "./split/split.js";

export interface HeaderDraft extends Omit<ResponseHeader, "schema"> {
  readonly schema: Spot;
}

/**
 * Headers that the fence writes or the connection, whatever a document says of them (`Content-Type` by OpenAPI 3.1 §4.8.17.1):
 * no handler gives them. The runtime refuses them by the same list.
 */
export const fencedHeaders: ReadonlySet<string> = new Set(
  (
    "connection content-length content-type keep-alive transfer-encoding upgrade trailer te x-request-id traceparent " +
    "x-content-type-options content-security-policy strict-transport-security ratelimit ratelimit-policy"
  ).split(" "),
);

/** The headers of an answer that its handler gives, each name once, in the order of the document. */
export function draftHeaders(root: JsonObject, response: Spot): readonly HeaderDraft[] {
  const drafts = new Map<string, HeaderDraft>();
  for (const [name, header] of resolvedMembers(root, response, "headers")) {
    const key = name.toLowerCase();
    if (fencedHeaders.has(key) || key.startsWith("access-control-") || drafts.has(key)) continue;
    drafts.set(
      key,
      headerDrafts(root, header.value, [name, header.pointer], () => draftHeader(root, name, header)),
    );
  }
  return [...drafts.values()];
}

/** Many answers refer to the same few headers. */
const headerDrafts = remembering<HeaderDraft>();

function draftHeader(root: JsonObject, name: string, header: Spot<JsonObject>): HeaderDraft {
  const schema = contentSchema(root, header) ?? { value: true, pointer: header.pointer };
  return {
    name,
    required: isTrue(header.value, "required"),
    explode: isTrue(header.value, "explode"),
    spelling: spellingOf(root, header.value, schema),
    description: textMember(header.value, "description") ?? null,
    schema,
  };
}

function spellingOf(root: JsonObject, header: JsonObject, schema: Spot): ResponseHeader["spelling"] {
  const type = memberOf(header, "schema") === undefined ? contentTypeOf(header) : undefined;
  if (type === "application/json" || type?.endsWith("+json") === true) return "json";
  return parameterType(root, schema).kind === "scalar" ? "scalar" : "composite";
}

export function headerUses(
  headers: readonly HeaderDraft[],
  flavour: SchemaUse["flavour"],
): readonly SchemaUse[] {
  return headers.map(({ schema }) => ({ spot: schema, flavour }));
}

export function finishHeaders(
  headers: readonly HeaderDraft[],
  split: Split,
  flavour: SchemaUse["flavour"],
): readonly ResponseHeader[] {
  return headers.map((header) => ({ ...header, schema: split.used({ spot: header.schema, flavour }) }));
}
