import { memberOf } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import type {
  ParameterPolicy,
  ParameterStyle,
  ParameterType,
  QueryStringPolicy,
} from "../runtime/core/policy.js";
import { isTrue, objectMember, textMember } from "./members.js";
import { contentSchema } from "./operation-slots.js";
import { parameterType } from "./parameter-type.js";
import { formPolicy } from "./form-policy.js";
import { resolvedMembers, type Spot } from "./references.js";
import { defaultStyles, explodesByDefault } from "./parameter-styles.js";
import { allConjuncts, valueFacts } from "./value-facts.js";

export interface ParameterDraft {
  readonly policy: ParameterPolicy;
  readonly description: string | null;
  readonly schema: Spot;
  readonly pointer: string;
}

type Place = ParameterPolicy["in"];

const styles: ReadonlySet<string> = new Set<ParameterStyle>([
  ...([
    "simple",
    "label",
    "matrix",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "cookie",
  ] as const),
]);

/** Header parameters that OpenAPI tells to ignore (3.1 §4.8.12.1): others speak for them. */
const ignoredHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** The whole query string as one value. */
export interface QueryStringDraft {
  readonly policy: QueryStringPolicy;
  readonly schema: Spot;
  /** It may be left out, which its schema does not say: handlers get an object without members then. */
  readonly orNothing: boolean;
}

/** Keywords by which an object without members can be refused. */
const demanding = ["required", "minProperties", "anyOf", "oneOf", "not", "if", "enum", "const"];

/** The parameter that describes the whole query string (OpenAPI 3.2 §4.12.1), or null where there is none that is read. */
export function buildQueryString(
  root: JsonObject,
  spots: readonly Spot<JsonObject>[],
): QueryStringDraft | null {
  const spot = spots.find(({ value }) => textMember(value, "in") === "querystring");
  const [written, media] = spot === undefined ? [] : (resolvedMembers(root, spot, "content")[0] ?? []);
  if (spot === undefined || written === undefined || media === undefined) return null;
  const schema = { value: memberOf(media.value, "schema") ?? true, pointer: `${media.pointer}/schema` };
  const required = isTrue(spot.value, "required");
  const type = contentTypeOf(spot.value) ?? "";
  const demands = allConjuncts(root, schema).some(({ value }) =>
    demanding.some((keyword) => memberOf(value, keyword) !== undefined),
  );
  const orNothing = !required && demands;
  if (isJson(type)) return { policy: { kind: "json", required }, schema, orNothing };
  if (type === "application/x-www-form-urlencoded") {
    const form = formPolicy(root, { schema, media });
    return { policy: { kind: "form", required, form }, schema, orNothing };
  }
  return isText(root, schema) ? { policy: { kind: "text", required }, schema, orNothing: !required } : null;
}

/** A parameter as the fence reads it, or null for one that it does not read. */
export function buildParameter(root: JsonObject, spot: Spot<JsonObject>): ParameterDraft | null {
  const name = textMember(spot.value, "name");
  const place = textMember(spot.value, "in");
  if (name === undefined || !isPlace(place)) return null;
  if (place === "header" && ignoredHeaders.has(name.toLowerCase())) return null;
  const schema = contentSchema(root, spot) ?? { value: true, pointer: spot.pointer };
  const style = styleOf(spot.value, place);
  const explode = memberOf(spot.value, "explode");
  const initial = memberOf(schema.value, "default") ?? valueFacts(root, schema).default ?? undefined;
  return {
    policy: {
      in: place,
      name,
      required: place === "path" || isTrue(spot.value, "required"),
      style,
      explode: typeof explode === "boolean" ? explode : explodesByDefault(style),
      type: typeOf(root, spot, schema, style),
      ...(place === "query" && isTrue(spot.value, "allowEmptyValue") ? { allowEmpty: true } : {}),
      ...(initial === undefined ? {} : { default: initial }),
    },
    description: textMember(spot.value, "description") ?? null,
    schema,
    pointer: spot.pointer,
  };
}

/** What the text of a parameter must spell in its style; values that the style cannot nest are spelled as JSON. */
function typeOf(
  root: JsonObject,
  parameter: Spot<JsonObject>,
  schema: Spot,
  style: ParameterStyle,
): ParameterType {
  if (style === "content") {
    return isJson(contentTypeOf(parameter.value) ?? "") ? { kind: "json" } : parameterType(root, schema);
  }
  const type = parameterType(root, schema);
  if (style === "deepObject") return type;
  switch (type.kind) {
    case "array":
      return { kind: "array", items: flat(type.items) };
    case "object":
      return {
        kind: "object",
        properties: Object.fromEntries(
          Object.entries(type.properties).map(([name, member]) => [name, flatMember(member)]),
        ),
        rest: type.rest === null ? null : flatMember(type.rest),
      };
    case "scalar":
    case "json":
      return type;
  }
}

function flat(type: ParameterType): ParameterType {
  return type.kind === "scalar" ? type : { kind: "json" };
}

/** Members may be repeated where an object is exploded. */
function flatMember(type: ParameterType): ParameterType {
  return type.kind === "array" ? { kind: "array", items: flat(type.items) } : flat(type);
}

/** The media type of a parameter that is described by `content`, lower case and without parameters. */
export function contentTypeOf(parameter: JsonObject): string | undefined {
  const [written] = Object.keys(objectMember(parameter, "content") ?? {});
  return written === undefined ? undefined : (written.split(";")[0] ?? "").trim().toLowerCase();
}

/** Whether every text may fit the schema, whatever its media type makes of it. */
export function isText(root: JsonObject, schema: Spot): boolean {
  const type = parameterType(root, schema);
  return type.kind === "scalar" && type.types.includes("string");
}

function isJson(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}

function isPlace(place: string | undefined): place is Place {
  return place !== undefined && Object.hasOwn(defaultStyles, place);
}

function styleOf(parameter: JsonObject, place: Place): ParameterStyle {
  if (memberOf(parameter, "schema") === undefined && memberOf(parameter, "content") !== undefined)
    return "content";
  const style = textMember(parameter, "style");
  return style !== undefined && styles.has(style) ? (style as ParameterStyle) : defaultStyles[place];
}
