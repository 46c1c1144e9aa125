import type TypeScript from "typescript";
import type { JsonObject, JsonValue } from "../document/document.js";
import { code, comment, lineWidth, literal, memberName, trusted, type Code } from "./code.js";
import { isFileSchema } from "../model/form-files.js";
import { importOf } from "./imports.js";
import { group, print, type Doc } from "./layout.js";
import type { NamedSchema, SchemaTable } from "./schemas.js";
import { isObject } from "./schemas.js";
import { annotationDoc, memberDocs } from "./type-layout.js";

/** A type for the place that it will stand in. Two types are the same exactly where their text is. */
export interface PrintedType {
  readonly text: Code;
  /** What follows a colon. */
  readonly doc: Doc;
  /** The members of the union that it is, or the type alone. */
  readonly members: readonly Doc[];
}

/** Prints TypeScript types of JSON Schemas through openapi-typescript. */
export interface TypePrinter {
  /** A type; references are spelled `components["schemas"]["Order"]`. */
  type(schema: JsonValue): PrintedType;
  /** A member of an interface: `key: type;`, without the indentation of its first line. */
  member(key: Code, schema: JsonValue, indent: number): Code;
}

/** Loading openapi-typescript costs most of a second, so it is loaded when types are printed, not before. */
export async function createTypePrinter(schemas: readonly NamedSchema[]): Promise<TypePrinter> {
  const [{ transformSchemaObject }, { default: ts }] = await Promise.all([
    import("openapi-typescript"),
    import("typescript"),
  ]);
  const comments = new WeakMap<TypeScript.Node, Code>();
  const ctx = {
    ...transformContext(schemas),
    transformProperty: documenter(comments),
    transform: ({ type }: { type?: unknown }) =>
      type === uploadedFile ? ts.factory.createTypeReferenceNode("UploadedFile") : undefined,
  };
  const layout = {
    kinds: ts.SyntaxKind,
    documentation: (property: TypeScript.Node) => comments.get(property) ?? trusted(""),
  };
  const nodeOf = (schema: JsonValue): TypeScript.TypeNode =>
    transformSchemaObject(typeSchema(schema) as never, { path: "", ctx } as never);
  return {
    type: (schema) => {
      const node = nodeOf(schema);
      const doc = annotationDoc(node, layout);
      return { text: print(doc), doc, members: memberDocs(node, layout) };
    },
    member: (key, schema, indent) =>
      print([group([code`${key}: `, annotationDoc(nodeOf(schema), layout)]), trusted(";")], indent),
  };
}

/** Keeps for each property the comment that `typeSchema` kept for it. */
function documenter(comments: WeakMap<TypeScript.Node, Code>) {
  return (property: TypeScript.PropertySignature, schema: JsonValue): undefined => {
    const text = isObject(schema) ? schema[documentation] : undefined;
    const doc = typeof text === "string" ? comment([text], 8).replaceAll("\n        ", "\n") : "";
    if (doc !== "") comments.set(property, trusted(doc));
    return undefined;
  };
}

/** What openapi-typescript's transform functions read besides the schema; they only follow references for discriminators. */
function transformContext(schemas: readonly NamedSchema[]): object {
  const byRef = new Map(schemas.map(({ key, schema }) => [`#/components/schemas/${key}`, schema]));
  return {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    defaultNonNullable: false,
    discriminators: { objects: {}, refsHandled: [] },
    emptyObjectsUnknown: true,
    enum: false,
    immutable: true,
    injectFooter: [],
    silent: true,
    resolve: (ref: string) => byRef.get(ref),
  };
}

/** The named schemas as `src/api/types.ts` declares them. */
export function typesView(
  { schemas, hasFiles }: Pick<SchemaTable, "schemas" | "hasFiles">,
  printer: TypePrinter,
  extension: Code,
): object {
  const file = trusted("./runtime/core/input/uploaded-file");
  return {
    imports: hasFiles ? [importOf([trusted("UploadedFile")], file, extension, "import type")] : [],
    schemas: schemas.map(({ key, type, schema }) => {
      const description = isObject(schema) ? schema["description"] : undefined;
      return {
        documentation: comment([typeof description === "string" ? description : null], 4),
        alias: alias(type, key),
        member: printer.member(memberName(key), schema, 4),
      };
    }),
  };
}

function alias(type: Code, key: string): Code {
  const target = code`components["schemas"][${literal(key)}];`;
  const flat = code`export type ${type} = ${target}`;
  return flat.length <= lineWidth ? flat : code`export type ${type} =\n  ${target}`;
}

const schemaKeywords = ["items", "additionalProperties"];
const schemaListKeywords = ["allOf", "anyOf", "oneOf", "prefixItems"];
const typeKeywords = new Set([
  ...["$ref", "type", "enum", "const", "properties", "required", "patternProperties", "items", "prefixItems"],
  ...["additionalProperties", "allOf", "anyOf", "oneOf"],
]);

/** Stands for the type of an uploaded file while the transform looks at it; no type of JSON Schema is called so. */
const uploadedFile = "uploaded-file";

/** Under this key the transform sees no comment of its own to print; the name is no keyword of JSON Schema. */
const documentation = "x-documentation";

/**
 * The part of a schema that decides its type, and its documentation. Other annotations go: openapi-typescript would
 * print them as comments, and a few of them, such as a title that is no text, make it throw.
 */
function typeSchema(schema: JsonValue): JsonValue {
  if (!isObject(schema)) return schema;
  if (isFileSchema(schema)) return { type: uploadedFile, ...documentationOf(schema) };
  return { ...typePart(schema), ...documentationOf(schema) };
}

function typePart(schema: JsonObject): JsonObject {
  if (Array.isArray(schema["enum"])) return enumSchema(schema, schema["enum"] as readonly JsonValue[]);
  if (schema["const"] !== undefined) return enumSchema({}, [schema["const"]]);
  const entries = Object.entries(schema)
    .filter(([keyword]) => typeKeywords.has(keyword))
    .map(([keyword, value]): [string, JsonValue] => [keyword, typeMember(keyword, value)]);
  return freeForm(composed(Object.fromEntries(entries)));
}

function documentationOf({ description, deprecated }: JsonObject): JsonObject {
  const words = [
    typeof description === "string" ? description : "",
    deprecated === true ? "@deprecated" : "",
  ];
  const text = words.filter((word) => word !== "").join(" ");
  return text === "" ? {} : { [documentation]: text };
}

function typeMember(keyword: string, value: JsonValue): JsonValue {
  if (keyword === "properties" || keyword === "patternProperties") {
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([name, member]) => [name, typeSchema(member)]),
    );
  }
  if (schemaKeywords.includes(keyword)) return typeSchema(value);
  if (schemaListKeywords.includes(keyword)) return (value as readonly JsonValue[]).map(typeSchema);
  return value;
}

/** Spelled as a union of constants, which prints the same type without a comment about it. */
function enumSchema(schema: JsonObject, values: readonly JsonValue[]): JsonObject {
  const { type } = schema;
  const fitting = values.filter((value) => type === undefined || fits(value, type));
  return { anyOf: fitting.map((value) => (value === null ? { type: "null" } : { const: value })) };
}

function fits(value: JsonValue, type: JsonValue): boolean {
  const types = Array.isArray(type) ? (type as readonly JsonValue[]) : [type];
  if (value === null) return types.includes("null");
  if (Array.isArray(value)) return types.includes("array");
  if (typeof value === "number") return types.includes("number") || types.includes("integer");
  return types.includes(typeof value);
}

/** A reference beside other keywords holds together with them (JSON Schema 2020-12 §8.2.3.1). */
function composed(schema: JsonObject): JsonObject {
  const { $ref, ...rest } = schema;
  if ($ref === undefined) return schema;
  if (Object.keys(rest).length === 0) return schema;
  return { ...rest, allOf: [{ $ref }, ...((rest["allOf"] as readonly JsonValue[] | undefined) ?? [])] };
}

/** An object that declares no properties is a map of anything. */
function freeForm(schema: JsonObject): JsonObject {
  const declared = ["properties", "additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf"];
  if (schema["type"] !== "object" || declared.some((keyword) => keyword in schema)) return schema;
  return { ...schema, additionalProperties: true };
}
