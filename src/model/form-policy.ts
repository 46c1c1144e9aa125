import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import type {
  FilePolicy,
  FormPolicy,
  ParameterStyle,
  ParameterType,
  PartPolicy,
  SpelledField,
} from "../runtime/core/policy.js";
import { binaryMediaType, isBinary, maxBytes } from "./binary.js";
import { objectMember, textMember } from "./members.js";
import { parameterType } from "./parameter-type.js";
import { propertiesOf, type Property } from "./properties.js";
import type { Spot } from "./references.js";
import { allConjuncts } from "./value-facts.js";

/** A form's media type: its schema, and how its fields are encoded. */
export interface FormMedia {
  readonly schema: Spot;
  readonly media: Spot<JsonObject>;
}

export interface MultipartPolicy {
  readonly form: FormPolicy;
  readonly parts: readonly PartPolicy[];
  readonly files: readonly FilePolicy[];
}

/** How the fields of `application/x-www-form-urlencoded` are spelled. OpenAPI 3.1 §4.8.14.4. */
export function formPolicy(root: JsonObject, media: FormMedia): FormPolicy {
  const fields = propertiesOf(root, media.schema).map((property) => fieldOf(root, media, property));
  return { fields, rest: restType(root, media.schema) };
}

/** How the parts of `multipart/form-data` are read: files as they come, other parts as text or JSON. OpenAPI 3.1 §4.8.14.5. */
export function multipartPolicy(root: JsonObject, media: FormMedia): MultipartPolicy {
  const properties = propertiesOf(root, media.schema);
  const files = properties.flatMap((property) => fileOf(root, media, property) ?? []);
  const plain = properties.filter(({ name }) => !files.some((file) => file.name === name));
  const fields = plain.map((property) => fieldOf(root, media, property));
  const parts = fields.map((field) => ({ name: field.name, mediaTypes: partTypes(media, field) }));
  return { form: { fields, rest: restType(root, media.schema) }, parts, files };
}

/** The encoding object of a field. */
export function encodingOf({ media }: FormMedia, name: string): JsonObject | undefined {
  return objectMember(memberOf(media.value, "encoding"), name);
}

/** Whether parts of a field are files; its schema, or that of its items, is about bytes. */
export function fileSchema(
  root: JsonObject,
  media: FormMedia,
  property: Property,
): { readonly schema: Spot; readonly many: boolean } | null {
  const items = itemsOf(root, property);
  const schema = items ?? property;
  const type = contentTypes(media, property.name)[0];
  const isFile =
    isBinary(root, schema) ||
    saysNothing(root, schema) ||
    (type !== undefined && isBytes(type) && isTextual(root, schema));
  return isFile ? { schema, many: items !== undefined } : null;
}

function fileOf(root: JsonObject, media: FormMedia, property: Property): FilePolicy | null {
  const file = fileSchema(root, media, property);
  if (file === null) return null;
  const own = binaryMediaType(root, file.schema);
  const written = contentTypes(media, property.name);
  const bound = maxBytes(root, file.schema);
  return {
    name: property.name,
    mediaTypes: written.length > 0 ? written : [own ?? "*/*"],
    many: file.many,
    ...(bound === undefined ? {} : { maxBytes: bound }),
  };
}

/** With a style of its own a field is spelled as in a query; else by its content type, which is JSON for objects. */
function fieldOf(root: JsonObject, media: FormMedia, property: Property): SpelledField {
  const { name } = property;
  const encoding = encodingOf(media, name) ?? {};
  const type = parameterType(root, property);
  const styled = ["style", "explode", "allowReserved"].some((key) => Object.hasOwn(encoding, key));
  if (styled) {
    const style = (textMember(encoding, "style") ?? "form") as ParameterStyle;
    const explode = memberOf(encoding, "explode");
    return { name, style, explode: typeof explode === "boolean" ? explode : style === "form", type };
  }
  const json = contentTypes(media, name).some(isJson);
  return { name, style: "form", explode: true, type: json ? asJson(type) : inParts(type) };
}

function asJson(type: ParameterType): ParameterType {
  return type.kind === "array" ? { kind: "array", items: { kind: "json" } } : { kind: "json" };
}

function inParts(type: ParameterType): ParameterType {
  switch (type.kind) {
    case "object":
      return { kind: "json" };
    case "array":
      return { kind: "array", items: type.items.kind === "scalar" ? type.items : { kind: "json" } };
    case "scalar":
    case "json":
      return type;
  }
}

function partTypes(media: FormMedia, { name, type }: SpelledField): readonly string[] {
  const written = contentTypes(media, name);
  if (written.length > 0) return written;
  const inner = type.kind === "array" ? type.items : type;
  return [inner.kind === "json" ? "application/json" : "text/plain"];
}

function contentTypes(media: FormMedia, name: string): readonly string[] {
  const written = textMember(encodingOf(media, name), "contentType") ?? "";
  return written
    .split(",")
    .map((type) => (type.split(";")[0] ?? "").trim().toLowerCase())
    .filter((type) => type !== "");
}

/** What fields that have no name of their own must spell, or null where there are none. */
function restType(root: JsonObject, schema: Spot): ParameterType | null {
  const parts = allConjuncts(root, schema);
  const open = parts.flatMap(({ value, pointer }) => {
    const further = memberOf(value, "additionalProperties");
    return further === undefined || further === false
      ? []
      : [{ value: further, pointer: `${pointer}/additionalProperties` }];
  });
  const [first] = open;
  if (first !== undefined) return inParts(parameterType(root, first));
  const patterned = parts.some(({ value }) => objectMember(value, "patternProperties") !== undefined);
  const named = propertiesOf(root, schema).length > 0;
  return named && !patterned ? null : { kind: "scalar", types: ["string"] };
}

function itemsOf(root: JsonObject, schema: Spot): Spot | undefined {
  return allConjuncts(root, schema)
    .flatMap((part) => {
      const value = memberOf(part.value, "items");
      return value === undefined ? [] : [{ value, pointer: `${part.pointer}/items` }];
    })
    .at(0);
}

/** A schema without a type is about bytes (OpenAPI 3.1 §4.8.15.1.1). */
function saysNothing(root: JsonObject, schema: Spot): boolean {
  const words =
    "type properties items enum const anyOf oneOf not additionalProperties format pattern if".split(" ");
  return allConjuncts(root, schema).every(
    ({ value }) => isObject(value) && !words.some((word) => Object.hasOwn(value, word)),
  );
}

function isTextual(root: JsonObject, schema: Spot): boolean {
  const type = parameterType(root, schema);
  return type.kind === "scalar" && type.types.every((each) => each === "string" || each === "null");
}

function isBytes(type: string): boolean {
  return /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|pdf|zip|gzip)$/u.test(type);
}

function isJson(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}
