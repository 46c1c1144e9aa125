import type { JsonObject } from "../../document/document.js";
import { hasAny, memberOf } from "../../document/json.js";
import type { Caps } from "../../runtime/core/policy.js";
import { textMember, textsMember } from "../members.js";

/** Formats whose own grammar bounds the length of the text. */
const boundedFormats: ReadonlySet<string> = new Set(["uuid", "date", "ipv4", "ipv6"]);
/** Not text in a JSON document: the cap of the body holds. */
const binaryFormat = "binary";

const stringKeywords = ["minLength", "pattern"];
const arrayKeywords = ["items", "prefixItems", "minItems", "uniqueItems"];
const objectKeywords = [
  "properties",
  "patternProperties",
  "additionalProperties",
  "propertyNames",
  "minProperties",
];
const otherKeywords = ["$ref", "allOf", "anyOf", "oneOf", "if", "enum", "const", "not"];

/** Upper bounds for a request schema where its author set none (C34). */
export function missingCaps(schema: JsonObject, caps: Caps, closed: boolean): JsonObject {
  if (has(schema, "enum") || has(schema, "const")) return {};
  const kinds = possibleTypes(schema);
  const format = textMember(schema, "format") ?? "";
  const string =
    kinds.has("string") &&
    !has(schema, "maxLength") &&
    !boundedFormats.has(format) &&
    format !== binaryFormat;
  const array = kinds.has("array") && !has(schema, "maxItems");
  const finite = closed || (schema["additionalProperties"] === false && !has(schema, "patternProperties"));
  const object = kinds.has("object") && !finite && !has(schema, "maxProperties");
  return {
    ...(string ? { maxLength: caps.string } : {}),
    ...(array ? { maxItems: caps.array } : {}),
    ...(object ? { maxProperties: caps.properties } : {}),
  };
}

/** What values the schema itself is about; a schema that says nothing is about all of them. */
function possibleTypes(schema: JsonObject): ReadonlySet<string> {
  const written = memberOf(schema, "type");
  if (written !== undefined)
    return new Set(typeof written === "string" ? [written] : textsMember(schema, "type"));
  const types = [
    ...(hasAny(schema, stringKeywords) ? ["string"] : []),
    ...(hasAny(schema, arrayKeywords) ? ["array"] : []),
    ...(hasAny(schema, objectKeywords) ? ["object"] : []),
  ];
  const silent = types.length === 0 && !hasAny(schema, otherKeywords);
  return new Set(silent ? ["string", "array", "object"] : types);
}

function has(schema: JsonObject, key: string): boolean {
  return Object.hasOwn(schema, key);
}
