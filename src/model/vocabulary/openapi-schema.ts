import type { JsonObject } from "../../document/document.js";
import { methods } from "../../document/grammar.js";
import { definitionsKey, vocabularySchema, type Dialect } from "./json-schema.js";
import type { Place } from "./places.js";

/**
 * JSON Schema of an OpenAPI document as far as `x-security` goes: in each of its places, what it may say there. It says
 * nothing about the rest of the document, so that it can stand beside a schema of OpenAPI.
 */
export function openApiSchema(dialect: Dialect): JsonObject {
  const { $schema, [definitionsKey(dialect)]: vocabulary } = vocabularySchema(dialect);
  const key = definitionsKey(dialect);
  const ref = (name: string): JsonObject => ({ $ref: `#/${key}/${name}` });
  const each = (name: string): JsonObject => ({ type: "object", additionalProperties: ref(name) });
  const holder = (place: Place, members: JsonObject): JsonObject => ({
    type: "object",
    properties: { "x-security": ref(place), ...members },
  });
  const parameters = { parameters: { type: "array", items: ref("parameterHolder") } };
  const below = {
    properties: each("propertyHolder"),
    items: ref("schemaInside"),
    additionalProperties: ref("schemaInside"),
    ...Object.fromEntries(
      ["allOf", "anyOf", "oneOf"].map((name) => [name, { type: "array", items: ref("schemaInside") }]),
    ),
  };
  const operations = Object.fromEntries(methods.map((method) => [method, ref("operationHolder")]));
  return {
    $schema: $schema ?? "",
    title: "OpenAPI with x-security",
    ...holder("document", {
      paths: each("pathItemHolder"),
      components: {
        type: "object",
        properties: {
          schemas: each("schemaHolder"),
          securitySchemes: each("schemeHolder"),
          parameters: each("parameterHolder"),
          pathItems: each("pathItemHolder"),
        },
      },
    }),
    [key]: {
      ...(vocabulary as JsonObject),
      pathItemHolder: holder("pathItem", {
        ...operations,
        ...parameters,
        additionalOperations: each("operationHolder"),
      }),
      operationHolder: holder("operation", parameters),
      parameterHolder: holder("parameter", {}),
      schemeHolder: holder("scheme", {}),
      schemaHolder: holder("schema", below),
      propertyHolder: holder("property", below),
      schemaInside: { type: ["object", "boolean"], properties: below },
    },
  };
}
