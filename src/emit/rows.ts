import type { JsonObject, JsonValue } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { recalling } from "../document/remember.js";
import type { Column, Model, Purpose, Resource } from "../model/model.js";
import type { ColumnType } from "../runtime/core/policy.js";
import { trusted } from "./code.js";
import { isObject } from "./schemas.js";
import { mentionsRequiring } from "./types.js";
import type { PrintedType, TypePrinter } from "./type-printer.js";

/** A property of a row, or of values that are written. */
export interface Field {
  readonly property: string;
  readonly optional: boolean;
  readonly type: PrintedType;
}

/** The typed sides of a resource. */
export interface ResourceTypes {
  readonly row: readonly Field[];
  readonly create: readonly Field[];
  readonly update: readonly Field[];
  readonly filter: readonly Field[];
}

/** Every field of every side. */
export function allFields({ row, create, update, filter }: ResourceTypes): readonly Field[] {
  return [...row, ...create, ...update, ...filter];
}

/** Whether a type of a field is written with the helper for members that only a composition requires. */
export function needsRequiring(types: ResourceTypes): boolean {
  return requiring(types, [], () => allFields(types).some(({ type }) => mentionsRequiring(type.text)));
}

const requiring = recalling<boolean>();

/** The same object as before where neither the resource nor any schema has changed. */
export function resourceTypes(resource: Resource, model: Model, printer: TypePrinter): ResourceTypes {
  return typesOf(resource, [model.schemas], () => typedAnew(resource, model, printer));
}

const typesOf = recalling<ResourceTypes>();

function typedAnew(resource: Resource, model: Model, printer: TypePrinter): ResourceTypes {
  const of = (purpose: Purpose): Properties => propertiesOf(resource, purpose, model);
  const read = of("read");
  const create = of("create");
  const update = of("update");
  return {
    row: resource.columns.map((column) => rowField(column, read, printer)),
    create: resource.columns
      .filter((column) => column.create !== false && !column.stamped)
      .map((column) => ({ ...valueField(column, create, printer), optional: !column.required })),
    update: resource.columns
      .filter((column) => column.update !== false && !column.stamped)
      .map((column) => ({ ...valueField(column, update, printer), optional: true })),
    filter: resource.columns
      .filter(({ queryable }) => queryable)
      .map((column) => ({ ...rowField(column, read, printer), optional: true })),
  };
}

interface Properties {
  readonly schemas: JsonObject;
  readonly required: readonly string[];
}

/** The properties of the variant of the resource's schema that serves a purpose; none where it is composed. */
function propertiesOf(resource: Resource, purpose: Purpose, model: Model): Properties {
  const variant = model.schemas.variants.find(
    ({ component, purposes }) => component === resource.name && purposes.includes(purpose),
  );
  return variant === undefined
    ? { schemas: {}, required: [] }
    : (plainObject(variant.schema) ?? { schemas: {}, required: [] });
}

const composing = ["$ref", "allOf", "anyOf", "oneOf", "if", "not", "dependentSchemas", "patternProperties"];

/** Properties of an object schema that is not composed of others, or null. */
export function plainObject(schema: JsonValue): Properties | null {
  if (!isObject(schema) || composing.some((keyword) => keyword in schema)) return null;
  if (schema["type"] !== "object" || !isObject(schema["properties"])) return null;
  return {
    schemas: schema["properties"],
    required: Array.isArray(schema["required"]) ? (schema["required"] as string[]) : [],
  };
}

function rowField(column: Column, read: Properties, printer: TypePrinter): Field {
  const { property } = column;
  const type = columnType(column, columnSchema(column, read), printer);
  return { property, optional: isOptional(column, read), type };
}

/** The properties that a row may come without. */
export function optionalProperties(resource: Resource, model: Model): ReadonlySet<string> {
  return optional(resource, [model.schemas], () => {
    const read = propertiesOf(resource, "read", model);
    const columns = resource.columns.filter((column) => isOptional(column, read));
    return new Set(columns.map(({ property }) => property));
  });
}

const optional = recalling<ReadonlySet<string>>();

/** A column that may be empty is an optional property, as in the document's schema, unless the schema says `null`. */
function isOptional(column: Column, read: Properties): boolean {
  const mayBeOut = column.nullable && !read.required.includes(column.property);
  return mayBeOut && !admitsNull(columnSchema(column, read));
}

function columnSchema(column: Column, { schemas }: Properties): JsonValue | null {
  return memberOf(schemas, column.property) ?? column.schema;
}

function valueField(column: Column, properties: Properties, printer: TypePrinter): Omit<Field, "optional"> {
  const type = columnType(column, columnSchema(column, properties), printer);
  return { property: column.property, type };
}

function columnType(column: Column, schema: JsonValue, printer: TypePrinter): PrintedType {
  return schema === null ? scalarTypes[column.type] : printer.type(schema);
}

function plain(text: string): PrintedType {
  return { text: trusted(text), doc: trusted(text), members: [trusted(text)] };
}

const scalarTypes: Readonly<Record<ColumnType, PrintedType>> = {
  text: plain("string"),
  uuid: plain("string"),
  timestamp: plain("string"),
  date: plain("string"),
  integer: plain("number"),
  bigint: plain("number"),
  number: plain("number"),
  boolean: plain("boolean"),
  json: plain("unknown"),
};

function admitsNull(schema: JsonValue): boolean {
  if (!isObject(schema)) return false;
  const { type } = schema;
  const list = schema["enum"] ?? schema["type"];
  return type === "null" || (Array.isArray(list) && (list.includes("null") || list.includes(null)));
}
