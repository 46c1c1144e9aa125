import type { JsonObject } from "../document/document.js";
import { isObject } from "../document/json.js";
import { isBinary } from "./binary.js";
import type { Spot } from "./references.js";
import { valueFacts } from "./value-facts.js";

/** What a schema is about, as far as it decides how a body can be read. */
export type SchemaKind = "absent" | "binary" | "text" | "scalar" | "structured";

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
