import type { JsonValue } from "../document/document.js";
import type { Column, Model, Operation, Resource, Response } from "../model/model.js";
import { access, trusted, type Code } from "./code.js";
import { columnPolicy } from "./column-policy.js";
import type { Doc } from "./layout.js";
import { plainObject, type ResourceTypes } from "./rows.js";
import { objectOf } from "./scaffold-code.js";
import { entryOf, envelopeOf, variantCalled } from "./scaffold-envelope.js";
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

/** A row as the answer wants it: bare, or in an envelope. Null where the answer wants anything else. */
export function rowAnswer(subject: Subject, row: Code): Doc | null {
  const [content] = subject.success.content;
  if (content?.kind !== "json") return null;
  const { schema } = content.schema;
  if (isResource(subject, schema)) return row;
  const envelope = envelopeOf(
    subject.model,
    schema,
    (part) => isResource(subject, part),
    () => null,
  );
  if (envelope === null) return null;
  return objectOf([{ name: envelope.member, value: row }, ...envelope.others].map(entryOf));
}

/** Is the schema the resource's, and does a row hold all that it asks, in the same types? */
export function isResource({ model, resource, types, printer }: Subject, schema: JsonValue): boolean {
  const variant = model.schemas.variants.find(({ name }) => name === variantCalled(schema));
  if (variant?.component !== resource.name) return false;
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
  if (content === undefined || more.length > 0 || content.policy.mediaType !== "application/json")
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
