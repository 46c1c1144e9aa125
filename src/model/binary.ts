import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { textMember, textsMember } from "./members.js";
import type { Spot } from "./references.js";
import { allConjuncts } from "./value-facts.js";

/**
 * Whether a schema describes raw bytes: `format: binary`, or a `contentMediaType` that is no text and stands without
 * `contentEncoding` (OpenAPI 3.0 §4.7.24.2, 3.1 §4.8.14.3).
 */
export function isBinary(root: JsonObject, schema: Spot): boolean {
  const parts = allConjuncts(root, schema);
  const types = parts.flatMap(({ value }) => typesOf(value));
  if (!types.every((type) => type === "string" || type === "null")) return false;
  if (parts.some(({ value }) => textMember(value, "format") === "binary")) return true;
  const encoded = parts.some(({ value }) => memberOf(value, "contentEncoding") !== undefined);
  return !encoded && parts.some(({ value }) => isBinaryType(textMember(value, "contentMediaType")));
}

/** The media type that a schema itself states for its bytes. */
export function binaryMediaType(root: JsonObject, schema: Spot): string | undefined {
  return allConjuncts(root, schema)
    .map(({ value }) => textMember(value, "contentMediaType")?.toLowerCase())
    .find(isBinaryType);
}

/** Upper bound of a schema for its bytes: OpenAPI 3.1 §4.8.14.3 lends `maxLength` that meaning. */
export function maxBytes(root: JsonObject, schema: Spot): number | undefined {
  const bounds = allConjuncts(root, schema).flatMap(({ value }) => {
    const bound = memberOf(value, "maxLength");
    return typeof bound === "number" ? [bound] : [];
  });
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}

function isBinaryType(type: string | undefined): type is string {
  return (
    type !== undefined &&
    !/^(?:text\/|application\/json|[^/]+\/[^/]+\+(?:json|xml)|application\/xml)/u.test(type)
  );
}

function typesOf(value: Spot["value"]): readonly string[] {
  const written = textMember(value, "type");
  return written === undefined ? textsMember(value, "type") : [written];
}
