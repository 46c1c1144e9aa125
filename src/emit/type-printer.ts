import type TypeScript from "typescript";
import type { JsonObject, JsonValue } from "../document/document.js";
import { isContainer } from "../document/json.js";
import { recalling } from "../document/remember.js";
import { code, trusted, type Code } from "./code.js";
import { comment } from "./comment.js";
import { print, type Doc } from "./layout.js";
import { isObject, type NamedSchema } from "./schemas.js";
import { annotationDoc, assignedDoc, memberDocs, type TypeLayout } from "./type-layout.js";
import { documentation, nameOfProperty, TypeSchemas, uploadedFile } from "./type-schema.js";
import { loadTypeTools } from "./type-tools.js";

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
  /** A type; references are spelled as what the schemas' types are called. */
  type(schema: JsonValue): PrintedType;
  /** The declaration of a schema: `export type Tree = …;`. */
  declaration(type: Code, schema: JsonValue): Code;
}

/** The same printer as long as it is for the same list of schemas. */
export async function createTypePrinter(schemas: readonly NamedSchema[]): Promise<TypePrinter> {
  const tools = await loadTypeTools();
  return printers(schemas, [], () => printerWith(tools, schemas));
}

const printers = recalling<TypePrinter>();

function printerWith(
  { ts, transformSchemaObject }: Awaited<ReturnType<typeof loadTypeTools>>,
  schemas: readonly NamedSchema[],
): TypePrinter {
  const byRef = new Map(schemas.map(({ key, schema }) => [`#/components/schemas/${key}`, schema]));
  const nameByRef = new Map(schemas.map(({ key, type }) => [`#/components/schemas/${key}`, type]));
  const names = new Map(schemas.map(({ key, type }) => [key, type]));
  const layout: TypeLayout = {
    kinds: ts.SyntaxKind,
    comments: new WeakMap(),
    literals: new WeakMap(),
    names,
  };
  const ctx = { ...transformContext(byRef), ...transformHooks(ts, layout) };
  const typeSchemas = new TypeSchemas();
  const nodeOf = (schema: JsonValue): TypeScript.TypeNode =>
    transformSchemaObject(typeSchemas.of(schema) as never, { path: "", ctx } as never);
  // What a reference leads to is called, and decides which of its properties are required beside it.
  const referred = (schema: JsonObject): readonly unknown[] =>
    referencesIn(schema).flatMap((reference) => [byRef.get(reference), nameByRef.get(reference)]);
  return {
    type: (schema) => {
      const printed = (): PrintedType => {
        const node = nodeOf(schema);
        const doc = annotationDoc(node, layout);
        return { text: print(doc), doc, members: memberDocs(node, layout) };
      };
      return isObject(schema) ? printedTypes(schema, referred(schema), printed) : printed();
    },
    declaration: (type, schema) => {
      const printed = (): Code =>
        print([code`export type ${type} =`, assignedDoc(nodeOf(schema), layout), trusted(";")]);
      return isObject(schema) ? declarations(schema, [type, ...referred(schema)], printed) : printed();
    },
  };
}

const printedTypes = recalling<PrintedType>();
const declarations = recalling<Code>();
const references = recalling<readonly string[]>();

/** Every `$ref` in a schema, at any depth. */
function referencesIn(schema: JsonObject): readonly string[] {
  return references(schema, [], () => {
    const found = new Set<string>();
    const visit = (value: JsonValue): void => {
      if (!isContainer(value)) return;
      for (const [key, member] of Object.entries(value) as [string, JsonValue][]) {
        if (key === "$ref" && typeof member === "string") found.add(member);
        else visit(member);
      }
    };
    visit(schema);
    return [...found];
  });
}

/**
 * Keeps for each property the comment that `TypeSchemas` kept for it, and its type for the next property that has the
 * same schema.
 */
function transformHooks(ts: typeof TypeScript, { comments }: TypeLayout): object {
  const known = new WeakMap<object, TypeScript.TypeNode>();
  return {
    transform: (schema: { readonly type?: unknown }) =>
      schema.type === uploadedFile ? ts.factory.createTypeReferenceNode("UploadedFile") : known.get(schema),
    transformProperty: (transformed: TypeScript.PropertySignature, schema: JsonValue) => {
      const property = named(ts, transformed);
      if (!isObject(schema)) return property;
      const doc = commentOf(schema[documentation]);
      if (doc !== "") comments.set(property, doc);
      // With one of these the transform takes what the hook answers for a part of the type only.
      const isWhole = !composing.some((keyword) => keyword in schema);
      if (property.type !== undefined && isWhole) known.set(schema, property.type);
      return property;
    },
  };
}

/** With the name that the document gives it. */
function named(ts: typeof TypeScript, property: TypeScript.PropertySignature): TypeScript.PropertySignature {
  const { modifiers, name, questionToken, type } = property;
  if (!ts.isStringLiteral(name) || nameOfProperty(name.text) === name.text) return property;
  const literal = ts.factory.createStringLiteral(nameOfProperty(name.text));
  return ts.factory.createPropertySignature(modifiers, literal, questionToken, type);
}

const composing = ["$ref", "allOf", "anyOf", "oneOf"];

function commentOf(text: JsonValue | undefined): Code {
  return trusted(typeof text === "string" ? comment([text], 4).replaceAll("\n    ", "\n") : "");
}

/** What openapi-typescript's transform functions read besides the schema; they only follow references for discriminators. */
function transformContext(byRef: ReadonlyMap<string, JsonValue>): object {
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
