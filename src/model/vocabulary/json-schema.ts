import type { JsonObject, JsonValue } from "../../document/document.js";
import type { Form, Relation } from "./form.js";
import { places } from "./places.js";
import { quantityNouns, quantityPatterns } from "./quantity.js";

/** `draft-07` is what YAML language servers read. */
export type Dialect = "2020-12" | "draft-07";

const dialects: Readonly<Record<Dialect, { readonly uri: string; readonly definitions: string }>> = {
  "2020-12": { uri: "https://json-schema.org/draft/2020-12/schema", definitions: "$defs" },
  "draft-07": { uri: "http://json-schema.org/draft-07/schema#", definitions: "definitions" },
};

/** The keyword under which a dialect keeps its definitions. */
export function definitionsKey(dialect: Dialect): string {
  return dialects[dialect].definitions;
}

/**
 * JSON Schema of what `x-security` may say: a definition for each of the seven places, by the names of `places`.
 * The schema itself accepts what is valid in any of them.
 */
export function vocabularySchema(dialect: Dialect): JsonObject {
  const { uri, definitions } = dialects[dialect];
  const names = Object.keys(places) as (keyof typeof places)[];
  return {
    $schema: uri,
    title: "x-security",
    description: "Security decisions that an OpenAPI document states.",
    anyOf: names.map((name) => ({ $ref: `#/${definitions}/${name}` })),
    [definitions]: Object.fromEntries(names.map((name) => [name, schemaOf(places[name])])),
  };
}

function schemaOf(form: Form): JsonObject {
  switch (form.kind) {
    case "flag":
      return { type: "boolean" };
    case "integer":
      return { type: "integer", minimum: form.minimum, maximum: Number.MAX_SAFE_INTEGER };
    case "text":
      return { type: "string", pattern: form.pattern };
    case "quantity":
      return { type: "string", pattern: quantityPatterns[form.unit], description: quantityNouns[form.unit] };
    case "choice":
      return { enum: form.values };
    case "scalar":
      return { type: ["string", "number", "boolean"] };
    case "list":
      return { type: "array", minItems: 1, items: schemaOf(form.item) };
    case "map":
      return {
        type: "object",
        propertyNames: { pattern: form.key },
        additionalProperties: schemaOf(form.item),
      };
    case "record":
      return recordSchema(form);
    case "tagged":
      return {
        type: "object",
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(form.cases).map(([name, item]) => [name, schemaOf(item)]),
        ),
      };
    case "either":
      return { anyOf: form.branches.map(schemaOf) };
  }
}

function recordSchema(form: Extract<Form, { kind: "record" }>): JsonObject {
  const fields = Object.entries(form.fields);
  const required = fields.filter(([, field]) => field.required).map(([name]) => name);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, { description: field.note, ...schemaOf(field.form) }]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(form.relations.length === 0 ? {} : { allOf: form.relations.map(relationSchema) }),
  };
}

/** Written with keywords that both dialects share. */
function relationSchema({ kind, key, other }: Relation): JsonValue {
  return kind === "needs"
    ? { anyOf: [{ not: { required: [key] } }, { required: [other] }] }
    : { not: { required: [key, other] } };
}
