import type { JsonObject, JsonValue } from "../document/document.js";
import { isContainer } from "../document/json.js";
import type { ConditionalProperty } from "../model/model.js";
import { trusted, type Code } from "./code.js";
import { call, data, list, members, verbatim, type Expression } from "./expression.js";
import { patternExpression } from "./pattern-code.js";
import { isObject, variantOf } from "./schemas.js";
import { subschemas } from "./telling.js";

/** What turning a schema into a shape needs to know about the others. */
export interface ShapeContext {
  /** Function that answers the shape of a variant. */
  readonly functionOf: (variant: string) => Code;
  readonly componentOf: (variant: string) => string;
}

interface Place {
  readonly context: ShapeContext;
  readonly rights: ReadonlyMap<string, ConditionalProperty["rights"]>;
  /** JSON Pointer inside the schema that `rights` speaks of. */
  readonly pointer: string;
  /** The value may decide between branches of a union, so that its constants tell them apart. */
  readonly tells: boolean;
}

const value = verbatim(trusted("value"));
const json = verbatim(trusted("json"));
const nothing = call(trusted("literal"), data(null));

/** The shape of a schema: what `select` copies of a value. */
export function shapeOf(
  schema: JsonValue,
  conditional: readonly ConditionalProperty[],
  context: ShapeContext,
  tells: boolean,
): Expression {
  const rights = new Map(conditional.map((property) => [property.pointer, property.rights]));
  return shape(schema, { context, rights, pointer: "", tells });
}

function shape(schema: JsonValue, place: Place): Expression {
  const rights = place.rights.get(place.pointer);
  const plain = unconditional(schema, place);
  return rights === undefined ? plain : call(trusted("when"), data(rights), plain);
}

function unconditional(schema: JsonValue, place: Place): Expression {
  if (schema === false) return call(trusted("literal"));
  if (!isObject(schema)) return json;
  const parts = [
    ...reference(schema, place),
    ...subschemas(schema["allOf"]).map((part, index) => shape(part, below(place, "allOf", String(index)))),
    ...union(schema, "anyOf", place),
    ...union(schema, "oneOf", place),
    ...conditions(schema, place),
  ];
  const own = ownShape(schema, place, parts.length > 0);
  const all = own === null ? parts : [...parts, own];
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : call(trusted("all"), ...all);
}

function reference({ $ref }: JsonObject, { context }: Place): readonly Expression[] {
  if (typeof $ref !== "string") return [];
  return [call(trusted("ref"), verbatim(context.functionOf(variantOf($ref))))];
}

function union(schema: JsonObject, keyword: "anyOf" | "oneOf", place: Place): readonly Expression[] {
  const branches = subschemas(schema[keyword]);
  if (branches.length === 0) return [];
  const shapes = branches.map((branch, index) =>
    shape(branch, { ...below(place, keyword, String(index)), tells: true }),
  );
  const discriminator = discriminatorOf(schema, branches, place.context);
  return [call(trusted("some"), list(shapes), ...(discriminator === null ? [] : [discriminator]))];
}

/** Parts that hold for some values only: their fields leave where the value fits them, beside those of the other parts. */
function conditions(schema: JsonObject, place: Place): readonly Expression[] {
  const dependent = isObject(schema["dependentSchemas"]) ? Object.entries(schema["dependentSchemas"]) : [];
  const parts = [
    ...["then", "else"].flatMap((keyword) => {
      const part = schema[keyword];
      return part === undefined ? [] : [[part, below(place, keyword)] as const];
    }),
    ...dependent.map(([name, part]) => [part, below(place, "dependentSchemas", name)] as const),
  ];
  return parts
    .filter(([part]) => isObject(part))
    .map(([part, at]) =>
      call(trusted("some"), list([shape(part, { ...at, tells: true }), call(trusted("all"))])),
    );
}

/** OpenAPI 3.1 §4.8.25: values map to references or component names; a component's own name needs no mapping. */
function discriminatorOf(
  schema: JsonObject,
  branches: readonly JsonValue[],
  context: ShapeContext,
): Expression | null {
  const { discriminator } = schema;
  if (!isObject(discriminator) || typeof discriminator["propertyName"] !== "string") return null;
  const written = isObject(discriminator["mapping"]) ? Object.entries(discriminator["mapping"]) : [];
  const mapping = branches.flatMap((branch, index): (readonly [string, number])[] => {
    const { $ref } = isObject(branch) ? branch : {};
    if (typeof $ref !== "string") return [];
    const names = [variantOf($ref), context.componentOf(variantOf($ref))];
    const values = written
      .filter(([, target]) => names.includes(String(target).split("/").at(-1) ?? ""))
      .map(([text]) => text);
    return (values.length === 0 ? [context.componentOf(variantOf($ref))] : values).map((text) => [
      text,
      index,
    ]);
  });
  const fallback = branches.findIndex(
    (branch) =>
      isObject(branch) && branch["$ref"] !== undefined && branch["$ref"] === discriminator["defaultMapping"],
  );
  const isTotal = new Set(mapping.map(([, index]) => index)).size === branches.length;
  if (!isTotal) return null;
  return members([
    ["property", data(discriminator["propertyName"])],
    ["mapping", members(mapping.map(([text, index]) => [text, data(index)]))],
    ...(fallback === -1 ? [] : [["otherwise", data(fallback)] as const]),
  ]);
}

/** What the schema says beside references and composition; null where that is nothing. */
function ownShape(schema: JsonObject, place: Place, isComposed: boolean): Expression | null {
  const constants = constantsOf(schema);
  if (constants?.some(isContainer) === true) return anyOf(constants.map(constantShape));
  if (constants !== null) return place.tells ? call(trusted("literal"), ...constants.map(data)) : value;
  const types = typesOf(schema);
  const containers = types.filter((type) => type === "object" || type === "array");
  if (containers.length === 0)
    return types.length > 0 ? scalar(types, place, isComposed) : isComposed ? null : json;
  const tells = place.tells || types.length > 1;
  const shapes = containers.map((type) =>
    type === "object" ? objectShape(schema, place, isComposed, tells) : arrayShape(schema, place),
  );
  const scalars = types.filter((type) => type !== "object" && type !== "array");
  const rest = scalars.length === 0 ? [] : [scalars.every((type) => type === "null") ? nothing : value];
  const branches = [...shapes.filter((part) => part !== null), ...rest];
  const [only] = branches;
  if (only === undefined) return null;
  return branches.length === 1 ? only : call(trusted("some"), list(branches));
}

function scalar(types: readonly string[], place: Place, isComposed: boolean): Expression | null {
  if (isComposed) return null;
  return place.tells && types.every((type) => type === "null") ? nothing : value;
}

/** The values that the schema lists, or null where it lists none. */
function constantsOf(schema: JsonObject): readonly JsonValue[] | null {
  const listed = "const" in schema ? [schema["const"] ?? null] : schema["enum"];
  return Array.isArray(listed) ? (listed as readonly JsonValue[]) : null;
}

/** A constant leaves member by member, like everything else. */
function constantShape(constant: JsonValue): Expression {
  if (Array.isArray(constant)) return call(trusted("tuple"), list(constant.map(constantShape)));
  if (!isObject(constant)) return call(trusted("literal"), data(constant));
  const fields = Object.entries(constant).map(([key, part]) => [key, constantShape(part)] as const);
  return call(trusted("object"), members(fields));
}

function anyOf(shapes: readonly Expression[]): Expression {
  const [only] = shapes;
  return shapes.length === 1 && only !== undefined ? only : call(trusted("some"), list(shapes));
}

/** The types it names, or those that its keywords imply. */
function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type as readonly string[];
  if (["properties", "additionalProperties", "patternProperties"].some((keyword) => keyword in schema))
    return ["object"];
  return "items" in schema || "prefixItems" in schema ? ["array"] : [];
}

function objectShape(
  schema: JsonObject,
  place: Place,
  isComposed: boolean,
  tells: boolean,
): Expression | null {
  const properties = Object.entries(isObject(schema["properties"]) ? schema["properties"] : {});
  const fields = properties.map(
    ([name, part]) => [name, shape(part, below(place, "properties", name))] as const,
  );
  const patterns = patternShapes(schema, place);
  const rest = restShape(schema, place, isComposed || properties.length + patterns.length > 0);
  if (fields.length + patterns.length === 0 && rest === null && isComposed) return null;
  const required = tells ? requiredOf(schema).filter((name) => isKept(schema, place, name)) : [];
  const options = [
    ...(required.length === 0 ? [] : [["required", data(required)] as const]),
    ...(patterns.length === 0 ? [] : [["patterns", list(patterns)] as const]),
    ...(rest === null ? [] : [["rest", rest] as const]),
  ];
  return fieldsShape(fields, options);
}

/** Where most fields are plain values, a list of their names is quicker to read, for the compiler too. */
function fieldsShape(fields: readonly Field[], options: readonly Field[]): Expression {
  const plain = fields.flatMap(([name, part]) => (part === value ? [name] : []));
  const others = fields.filter(([, part]) => part !== value);
  const last = options.length === 0 ? [] : [members(options)];
  if (plain.length < 2) return call(trusted("object"), members(fields), ...last);
  const between = others.length + last.length === 0 ? [] : [members(others)];
  return call(trusted("record"), list(plain.map(data)), ...between, ...last);
}

type Field = readonly [name: string, value: Expression];

/** Members by what their names match. */
function patternShapes({ patternProperties }: JsonObject, place: Place): readonly Expression[] {
  return Object.entries(isObject(patternProperties) ? patternProperties : {}).map(([pattern, part]) =>
    list([patternExpression(pattern), shape(part, below(place, "patternProperties", pattern))]),
  );
}

/** Further members leave where the document declares them; an object that declares nothing is a map of anything. */
function restShape(schema: JsonObject, place: Place, isDescribed: boolean): Expression | null {
  const { additionalProperties, unevaluatedProperties } = schema;
  if (additionalProperties !== undefined && additionalProperties !== false)
    return shape(additionalProperties, below(place, "additionalProperties"));
  const isClosed = additionalProperties === false || unevaluatedProperties === false;
  return isDescribed || isClosed ? null : json;
}

function arrayShape(schema: JsonObject, place: Place): Expression {
  const prefix = subschemas(schema["prefixItems"]).map((part, index) =>
    shape(part, below(place, "prefixItems", String(index))),
  );
  const keyword = "items" in schema ? "items" : "unevaluatedItems";
  const items = schema[keyword];
  if (prefix.length === 0)
    return call(trusted("array"), items === undefined ? json : shape(items, below(place, keyword)));
  return call(
    trusted("tuple"),
    list(prefix),
    ...(items === undefined ? [] : [shape(items, below(place, keyword))]),
  );
}

function requiredOf(schema: JsonObject): readonly string[] {
  return Array.isArray(schema["required"]) ? (schema["required"] as readonly string[]) : [];
}

/** Is it declared, and there for every principal? */
function isKept({ properties }: JsonObject, place: Place, name: string): boolean {
  const isDeclared = isObject(properties) && Object.hasOwn(properties, name);
  return isDeclared && !place.rights.has(below(place, "properties", name).pointer);
}

function below(place: Place, ...tokens: readonly string[]): Place {
  const pointer =
    place.pointer + tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { ...place, pointer };
}
