import type { JsonObject, JsonValue } from "../document/document.js";
import { recalling, type Recall } from "../document/remember.js";
import { isObject } from "../document/json.js";
import type { Operation, Parameter, Response } from "../model/model.js";

export type Location = "path" | "query" | "header" | "cookie";

export const locations: readonly Location[] = ["path", "query", "header", "cookie"];

/** What has parameters: an operation, or a request of the server's own. */
export type Parametered = Pick<Operation, "parameters"> & Partial<Pick<Operation, "queryString">>;

type Words = "documented" | "undocumented";

/**
 * The schema of what one location of a request holds, or null where the operation declares nothing there. Validators take
 * parameters `undocumented`: what is said about one changes nothing of how it is checked.
 */
export function locationSchema(
  operation: Parametered,
  location: Location,
  words: Words = "documented",
): JsonValue | null {
  const known = locationSchemas[words](
    operation.parameters,
    [operation.queryString],
    () => new Map(locations.map((each) => [each, findLocationSchema(operation, each, words)])),
  );
  return known.get(location) ?? null;
}

type LocationSchemas = ReadonlyMap<Location, JsonValue | null>;

/** What is made of these schemas is remembered by their identity, so an operation whose parameters stay the same keeps them. */
const locationSchemas: Readonly<Record<Words, Recall<LocationSchemas>>> = {
  documented: recalling(),
  undocumented: recalling(),
};

function findLocationSchema(
  { parameters: all, queryString = null }: Parametered,
  location: Location,
  words: Words,
): JsonValue | null {
  if (location === "query" && queryString !== null)
    return words === "documented" ? wholeQuery(queryString) : queryString.schema.schema;
  const parameters = all.filter(({ policy }) => policy.in === location);
  return parameters.length === 0 ? null : parametersSchema(parameters, words);
}

/** As handlers get it. */
function wholeQuery({ orNothing, schema: { schema } }: NonNullable<Operation["queryString"]>): JsonValue {
  return orNothing ? { anyOf: [schema, { type: "object", maxProperties: 0 }] } : schema;
}

/** The schema of the headers that a handler gives with an answer, by name; null where it declares none. */
export function headersSchema(response: Response, words: Words = "undocumented"): JsonObject | null {
  return headersSchemas[words](response, [], () => findHeadersSchema(response, words));
}

const headersSchemas: Readonly<Record<Words, Recall<JsonObject | null>>> = {
  documented: recalling(),
  undocumented: recalling(),
};

function findHeadersSchema({ headers }: Response, words: Words): JsonObject | null {
  if (headers.length === 0) return null;
  return {
    type: "object",
    properties: Object.fromEntries(
      headers.map((header) => [
        header.name,
        words === "documented" ? documented(header) : header.schema.schema,
      ]),
    ),
    required: headers.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** The parameters of one location as an object; those with a default are always there when the handler runs. */
function parametersSchema(parameters: readonly Parameter[], words: Words): JsonObject {
  return {
    type: "object",
    properties: Object.fromEntries(
      parameters.map((parameter) => [
        parameter.policy.name,
        words === "documented" ? documented(parameter) : parameter.schema.schema,
      ]),
    ),
    required: parameters
      .filter(({ policy }) => policy.required || policy.default !== undefined)
      .map(({ policy }) => policy.name),
    additionalProperties: false,
  };
}

function documented({
  schema: { schema },
  description,
}: Pick<Parameter, "schema" | "description">): JsonValue {
  if (description === null || !isObject(schema)) return schema;
  return { ...schema, description };
}
