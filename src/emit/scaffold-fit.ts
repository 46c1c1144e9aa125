import type { JsonObject, JsonValue } from "../document/document.js";
import type { Column, Model, Operation, Resource, Response } from "../model/model.js";
import { access, code, joinCode, memberName, trusted, type Code } from "./code.js";
import { columnPolicy } from "./column-policy.js";
import { plainObject, type ResourceTypes } from "./rows.js";
import { isObject, referred } from "./schemas.js";
import type { TypePrinter } from "./type-printer.js";

/** An operation on a resource, and what decides whether a plain handler does all that it says. */
export interface Subject {
  readonly model: Model;
  readonly printer: TypePrinter;
  readonly operation: Operation;
  readonly resource: Resource;
  readonly types: ResourceTypes;
  readonly success: Response & { readonly code: Code };
  readonly repository: Code;
}

/** The only declared success, where it has a status of its own and at most one media type. */
export function successOf({ responses }: Operation): Subject["success"] | null {
  const successes = responses.filter(({ status }) => /^[23]/.test(status));
  const [only] = successes;
  if (only === undefined || successes.length > 1 || !/^2\d\d$/.test(only.status) || only.content.length > 1)
    return null;
  const needsHeaders = only.headers.some(({ required }) => required);
  return needsHeaders ? null : { ...only, code: trusted(only.status) };
}

/** The path id of the row that the operation is about, as the repository takes it. */
export function targetId({ operation }: Subject, method: string): Code | null {
  if (operation.method !== method) return null;
  const target = operation.bindings.find(({ role }) => role === "target");
  if (target?.at.kind !== "path" || target.resource !== operation.resource) return null;
  const { name } = target.at;
  const parameter = operation.parameters.find(({ policy }) => policy.in === "path" && policy.name === name);
  if (parameter?.policy.type.kind !== "scalar" || parameter.policy.type.types.includes("null")) return null;
  return access(trusted("params"), name);
}

export function hasTarget({ operation }: Subject): boolean {
  return operation.bindings.some(({ role }) => role === "target");
}

export function hasQuery({ operation }: Subject): boolean {
  return operation.queryString !== null || operation.parameters.some(({ policy }) => policy.in === "query");
}

export function answersNothing({ success }: Subject): boolean {
  return success.content.length === 0;
}

export function answersResource(subject: Subject): boolean {
  const [content] = subject.success.content;
  return content?.kind === "json" && isResource(subject, content.schema.schema);
}

/** Is the schema the resource's, and does a row hold all that it asks, in the same types? */
function isResource({ model, resource, types, printer }: Subject, schema: JsonValue): boolean {
  const variant = model.schemas.variants.find(({ name }) => name === referred(schema));
  if (
    variant === undefined ||
    variant.component !== resource.name ||
    Object.keys(schema as JsonObject).length > 1
  )
    return false;
  const properties = plainObject(variant.schema);
  if (properties === null) return false;
  return Object.entries(properties.schemas).every(([name, part]) => {
    const field = types.row.find(({ property }) => property === name);
    if (field === undefined) return !properties.required.includes(name);
    return (
      field.type.text === printer.type(part).text && !(field.optional && properties.required.includes(name))
    );
  });
}

/** Is every field of the body one that may be written, in the same type, and none missing? */
export function takesValues(
  { operation, model, printer }: Subject,
  fields: ResourceTypes["create"],
): boolean {
  const [content, ...more] = operation.body?.content ?? [];
  if (
    content === undefined ||
    more.length > 0 ||
    operation.body?.required !== true ||
    content.policy.mediaType !== "application/json"
  )
    return false;
  const { schema } = content.schema;
  const variant = model.schemas.variants.find(({ name }) => name === referred(schema));
  const properties = plainObject(variant?.schema ?? schema);
  if (properties === null || !isClosed(variant?.schema ?? schema)) return false;
  const names = Object.keys(properties.schemas);
  const fits = Object.entries(properties.schemas).every(([name, part]) =>
    fields.some((field) => field.property === name && field.type.text === printer.type(part).text),
  );
  return (
    fits &&
    names.length > 0 &&
    fields.every(({ property, optional }) => optional || properties.required.includes(property))
  );
}

function isClosed(schema: JsonValue): boolean {
  return isObject(schema) && schema["additionalProperties"] === false;
}

/** Does a new row get this column without the handler, or can it do without? */
export function isFilled({ resource, types }: Subject, column: Column): boolean {
  const { generated, default: initial } = columnPolicy(resource, column);
  if (column.stamped || column.required || generated !== undefined || initial !== undefined) return true;
  const field = types.row.find(({ property }) => property === column.property);
  return (
    column.nullable && field !== undefined && (field.optional || field.type.members.includes(trusted("null")))
  );
}

const pagingTypes: Readonly<Record<string, string>> = { limit: "number", offset: "number", after: "string" };

/** The argument of `list` where every query parameter is paging or a filter; null where one is something else. */
export function listQuery({ operation, types, printer }: Subject): Code | null {
  if (operation.queryString !== null) return null;
  const parameters = operation.parameters.filter(({ policy }) => policy.in === "query");
  const typed = parameters.map(({ policy, schema }) => ({
    name: policy.name,
    type: printer.type(schema.schema).text,
  }));
  const isPaging = (parameter: (typeof typed)[number]): boolean =>
    pagingTypes[parameter.name] === parameter.type;
  const filters = typed.filter((parameter) => !isPaging(parameter));
  const fits = filters.every(({ name, type }) =>
    types.filter.some((field) => field.property === name && field.type.text === type),
  );
  if (!fits) return null;
  const entry = (name: string): Code => code`${memberName(name)}: ${access(trusted("query"), name)}`;
  const paging = typed.filter(isPaging).map(({ name }) => entry(name));
  const filter =
    filters.length === 0
      ? []
      : [
          code`filter: { ${joinCode(
            filters.map(({ name }) => entry(name)),
            ", ",
          )} }`,
        ];
  const members = [...filter, ...paging];
  return members.length === 0 ? trusted("") : code`{ ${joinCode(members, ", ")} }`;
}

/** The rows as the response wants them: bare, or in a page of `items` and at most `next`. */
export function listAnswer(subject: Subject): { readonly local: Code; readonly body: Code } | null {
  const [content] = subject.success.content;
  if (content?.kind !== "json") return null;
  const { schema } = content.schema;
  const resolved =
    subject.model.schemas.variants.find(({ name }) => name === referred(schema))?.schema ?? schema;
  if (isRows(subject, resolved)) return { local: trusted("{ items }"), body: trusted("items") };
  const properties = plainObject(resolved);
  if (properties === null) return null;
  const entries = Object.entries(properties.schemas);
  const rows = entries.filter(([, part]) => isRows(subject, part));
  const others = entries.filter(([, part]) => !isRows(subject, part));
  const [list] = rows;
  if (
    list === undefined ||
    rows.length > 1 ||
    !others.every(([name, part]) => name === "next" && isCursor(subject, part))
  )
    return null;
  const isPage = list[0] === "items" && others.length === 1;
  if (isPage) return { local: trusted("page"), body: trusted("page") };
  const wrapped = list[0] === "items" ? trusted("items") : code`${memberName(list[0])}: items`;
  return others.length === 1
    ? { local: trusted("{ items, next }"), body: code`{ ${wrapped}, next }` }
    : { local: trusted("{ items }"), body: code`{ ${wrapped} }` };
}

function isRows(subject: Subject, schema: JsonValue): boolean {
  return (
    isObject(schema) &&
    schema["type"] === "array" &&
    !("prefixItems" in schema) &&
    isResource(subject, schema["items"] ?? true)
  );
}

function isCursor({ printer }: Subject, schema: JsonValue): boolean {
  return ["string | null", "null | string"].includes(printer.type(schema).text);
}
