import type { JsonObject, JsonValue } from "../document/document.js";
import { isArray, isObject } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import type { FilePolicy } from "../runtime/core/policy.js";
import { textMember } from "./members.js";
import type { ConditionalProperty, SplitSchemas, UsedSchema } from "./model.js";

/** Stands in a schema for a file: any value to a validator, since only the reader of uploads makes one. */
export const fileSchema: JsonObject = { "x-file": true };

export function isFileSchema(schema: JsonValue): boolean {
  return isObject(schema) && schema["x-file"] === true;
}

export function holdsFile(schema: JsonValue): boolean {
  if (isArray(schema)) return schema.some(holdsFile);
  return isFileSchema(schema) || (isObject(schema) && Object.values(schema).some(holdsFile));
}

/**
 * The schema of a form with `fileSchema` in place of what describes files. References are written out as far as they lead to
 * such fields: variants serve bodies in which the same property is text.
 */
export function withFiles(used: UsedSchema, files: readonly FilePolicy[], schemas: SplitSchemas): UsedSchema {
  if (files.length === 0) return used;
  const conditional: ConditionalProperty[] = [];
  const names = new Map(files.map((file) => [file.name, file]));
  const context: Context = { names, schemas, conditional, own: used.conditional };
  return { ...used, schema: replace(context, used.schema, "", "", new Set()), conditional };
}

interface Context {
  readonly names: ReadonlyMap<string, FilePolicy>;
  readonly schemas: SplitSchemas;
  readonly conditional: ConditionalProperty[];
  /** Conditional properties of the schema that is being rewritten. */
  readonly own: readonly ConditionalProperty[];
}

/** `at` is where the schema stands in its own root, `out` where it stands in the result. */
function replace(
  context: Context,
  schema: JsonValue,
  at: string,
  out: string,
  seen: ReadonlySet<string>,
): JsonValue {
  if (!isObject(schema)) return schema;
  const variant = variantOf(context, schema);
  if (variant !== undefined && !seen.has(variant.name)) {
    const siblings = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$ref"));
    const inside = { ...context, own: variant.conditional };
    const visited = new Set([...seen, variant.name]);
    if (Object.keys(siblings).length === 0) return replace(inside, variant.schema, "", out, visited);
    const target = replace(inside, variant.schema, "", joinPointer(out, "allOf", 0), visited);
    return { allOf: [target, siblings] };
  }
  keepConditional(context, at, out);
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, replaceMember(context, key, value, at, out, seen)]),
  );
}

function replaceMember(
  context: Context,
  key: string,
  value: JsonValue,
  at: string,
  out: string,
  seen: ReadonlySet<string>,
): JsonValue {
  switch (key) {
    case "properties":
      return isObject(value) ? replaceProperties(context, value) : value;
    case "allOf":
    case "anyOf":
    case "oneOf":
      return isArray(value)
        ? value.map((branch, index) =>
            replace(context, branch, joinPointer(at, key, index), joinPointer(out, key, index), seen),
          )
        : value;
    case "then":
    case "else":
      return replace(context, value, joinPointer(at, key), joinPointer(out, key), seen);
    default:
      return value;
  }
}

function replaceProperties({ names }: Context, properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const file = names.get(name);
      return [name, file === undefined || schema === false ? schema : fileIn(file, schema)];
    }),
  );
}

function fileIn({ many }: FilePolicy, schema: JsonValue): JsonObject {
  const description = textMember(schema, "description");
  const documented = description === undefined ? {} : { description };
  if (!many) return { ...fileSchema, ...documented };
  const bounds = isObject(schema)
    ? Object.entries(schema).filter(([key]) => key === "minItems" || key === "maxItems")
    : [];
  return { type: "array", items: fileSchema, ...Object.fromEntries(bounds), ...documented };
}

/** Properties of the object at hand that only some principals may send, by their place in the result. */
function keepConditional({ own, conditional }: Context, at: string, out: string): void {
  const prefix = joinPointer(at, "properties");
  for (const { pointer, rights } of own) {
    if (pointer.startsWith(`${prefix}/`)) {
      conditional.push({ pointer: joinPointer(out, "properties") + pointer.slice(prefix.length), rights });
    }
  }
}

function variantOf({ schemas }: Context, schema: JsonObject): SplitSchemas["variants"][number] | undefined {
  const reference = textMember(schema, "$ref");
  return reference === undefined
    ? undefined
    : schemas.variants.find(({ name }) => reference === `#${joinPointer("/components/schemas", name)}`);
}
