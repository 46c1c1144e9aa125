import type { JsonObject, JsonValue } from "../document/document.js";
import { isFileSchema } from "../model/form-files.js";
import { isObject } from "./schemas.js";

const schemaKeywords = ["items", "additionalProperties"];
const schemaListKeywords = ["allOf", "anyOf", "oneOf", "prefixItems"];
const typeKeywords = new Set([
  ...["$ref", "type", "enum", "const", "properties", "required", "patternProperties", "items", "prefixItems"],
  ...["additionalProperties", "allOf", "anyOf", "oneOf"],
]);
/** Stands for the type of an uploaded file while the transform looks at it; no type of JSON Schema is called so. */
export const uploadedFile = "uploaded-file";

/** Under this key the transform sees no comment of its own to print; the name is no keyword of JSON Schema. */
export const documentation = "x-documentation";

/** In names for openapi-typescript, what a percent sign is spelled with; Unicode leaves the character to private use. */
const mark = "\u{f0000}";

/** openapi-typescript makes references of the names that it comes through, and throws where one is no URI. */
function withoutPercent(name: string): string {
  return name.replaceAll(mark, `${mark}1`).replaceAll("%", `${mark}0`);
}

/** The name that a property of a schema of `TypeSchemas` has in the document. */
export function nameOfProperty(name: string): string {
  return name.replaceAll(`${mark}0`, "%").replaceAll(`${mark}1`, mark);
}

/**
 * The parts of schemas that decide their types, with their documentation. Other annotations go: openapi-typescript would
 * print them as comments, and a few of them, such as a title that is no text, make it throw. Schemas that come to the
 * same are one object, so that what is made of it need not be made again: large documents repeat themselves a lot.
 */
export class TypeSchemas {
  readonly #byContent = new Map<string, JsonObject>();
  readonly #numbers = new WeakMap<object, number>();

  of(schema: JsonValue): JsonValue {
    if (!isObject(schema)) return schema;
    const part = isFileSchema(schema) ? { type: uploadedFile } : this.#typePart(schema);
    return this.#shared({ ...part, ...documentationOf(schema) });
  }

  #shared(schema: JsonObject): JsonObject {
    const content = this.#contentOf(schema);
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    this.#byContent.set(content, schema);
    this.#numbers.set(schema, this.#byContent.size);
    return schema;
  }

  /** A text that is the same exactly for equal values; what is shared already is told by its number. */
  #contentOf(value: JsonValue): string {
    if (Array.isArray(value))
      return `[${(value as readonly JsonValue[]).map((item) => this.#contentOf(item)).join()}]`;
    if (!isObject(value)) return JSON.stringify(value);
    const number = this.#numbers.get(value);
    if (number !== undefined) return `#${String(number)}`;
    const members = Object.entries(value).map(
      ([key, member]) => `${JSON.stringify(key)}:${this.#contentOf(member)}`,
    );
    return `{${members.join()}}`;
  }

  #typePart(schema: JsonObject): JsonObject {
    if (Array.isArray(schema["enum"])) return enumSchema(schema, schema["enum"] as readonly JsonValue[]);
    if (schema["const"] !== undefined) return enumSchema({}, [schema["const"]]);
    const entries = Object.entries(schema)
      .filter(([keyword]) => typeKeywords.has(keyword))
      .map(([keyword, value]): [string, JsonValue] => [keyword, this.#typeMember(keyword, value)]);
    return freeForm(composed(Object.fromEntries(entries)));
  }

  #typeMember(keyword: string, value: JsonValue): JsonValue {
    if (keyword === "properties" || keyword === "patternProperties") {
      return Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, member]) => [withoutPercent(name), this.of(member)]),
      );
    }
    if (keyword === "required") return (value as readonly string[]).map(withoutPercent);
    if (schemaKeywords.includes(keyword)) return this.of(value);
    if (schemaListKeywords.includes(keyword)) {
      const members = (value as readonly JsonValue[]).map((member) => this.of(member));
      return keyword === "allOf" ? members.filter((member) => member !== true).map(asObject) : members;
    }
    return value;
  }
}

/** openapi-typescript expects objects in `allOf`, where JSON Schema has booleans as well. */
function asObject(member: JsonValue): JsonValue {
  return member === false ? { anyOf: [false] } : member;
}

function documentationOf({ description, deprecated }: JsonObject): JsonObject {
  const words = [
    typeof description === "string" ? description : "",
    deprecated === true ? "@deprecated" : "",
  ];
  const text = words.filter((word) => word !== "").join(" ");
  return text === "" ? {} : { [documentation]: text };
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
