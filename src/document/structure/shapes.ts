import { nearest } from "../../diagnostics/suggest.js";
import type { JsonValue } from "../document.js";
import type { NodeKind, Shape } from "../grammar-words.js";
import { isArray, isObject } from "../json.js";

/** How messages call the objects of the grammar. */
export const nouns: Readonly<Record<NodeKind, string>> = {
  document: "An OpenAPI document",
  info: "`info`",
  contact: "`contact`",
  license: "`license`",
  externalDocs: "`externalDocs`",
  server: "A server",
  serverVariable: "A server variable",
  paths: "`paths`",
  pathItem: "A path item",
  operation: "An operation",
  parameter: "A parameter",
  requestBody: "A request body",
  mediaType: "A media type",
  encoding: "An encoding",
  responses: "`responses`",
  response: "A response",
  header: "A header",
  example: "An example",
  link: "A link",
  callback: "A callback",
  schema: "A schema",
  discriminator: "A discriminator",
  xml: "`xml`",
  components: "`components`",
  securityScheme: "A security scheme",
  oauthFlows: "`flows`",
  oauthFlow: "An OAuth flow",
  securityRequirement: "A security requirement",
  tag: "A tag",
};

const types: readonly string[] = ["null", "boolean", "object", "array", "number", "string", "integer"];
const isText = (value: JsonValue): boolean => typeof value === "string";
const isTexts = (value: JsonValue): boolean => isArray(value) && value.every(isText);
const isPlain = (value: JsonValue): boolean => typeof value === "number" || typeof value === "boolean";

/** `undefined` says that the meaning is not certain; null, that the member means nothing. */
type Meaning = (value: JsonValue) => JsonValue | undefined;
const proseOf: Meaning = (value) => (isPlain(value) ? String(value) : value === null ? null : undefined);

export interface ValueShape {
  readonly name: string;
  /** Whether values of the right type may be wrong, so that a message has to show the value. */
  readonly isChosen?: boolean;
  holds(value: JsonValue): boolean;
  /** What a value that is not of the shape certainly means. */
  readonly means?: Meaning;
}

export const shapes: Readonly<Record<Shape, ValueShape>> = {
  any: { name: "anything", holds: () => true },
  text: { name: "a string", holds: isText },
  prose: { name: "a string", holds: isText, means: proseOf },
  texts: { name: "a list of strings", holds: isTexts },
  proses: {
    name: "a list of strings",
    holds: isTexts,
    means: (value) =>
      isArray(value) && value.every((each) => isText(each) || isPlain(each)) ? value.map(String) : undefined,
  },
  names: {
    name: "a list of strings",
    holds: isTexts,
    means: (value) => (typeof value === "boolean" ? null : undefined),
  },
  textMap: {
    name: "an object of strings",
    holds: (value) => isObject(value) && Object.values(value).every(isText),
  },
  textsMap: {
    name: "an object of lists of strings",
    holds: (value) => isObject(value) && Object.values(value).every(isTexts),
  },
  flag: { name: "true or false", holds: (value) => typeof value === "boolean" },
  number: { name: "a number", holds: (value) => typeof value === "number" },
  positive: {
    name: "a number greater than 0",
    isChosen: true,
    holds: (value) => typeof value === "number" && value > 0,
  },
  flagOrNumber: {
    name: "a number",
    holds: (value) => typeof value === "number" || typeof value === "boolean",
  },
  count: {
    name: "a whole number from 0",
    isChosen: true,
    holds: (value) => Number.isInteger(value) && (value as number) >= 0,
  },
  list: { name: "a list", holds: isArray },
  types: {
    name: `one or a list of ${types.join(", ")}`,
    isChosen: true,
    holds: (value) => (isArray(value) ? value : [value]).every((each) => types.includes(each as string)),
  },
  object: { name: "an object", holds: isObject },
};

/** Words that other languages and older specifications use as types. */
const otherTypes: Readonly<Record<string, string>> = {
  int: "Write `type: integer`.",
  long: "Write `type: integer` and `format: int64`.",
  float: "Write `type: number` and `format: float`.",
  double: "Write `type: number` and `format: double`.",
  bool: "Write `type: boolean`.",
  text: "Write `type: string`.",
  date: "Write `type: string` and `format: date`.",
  datetime: "Write `type: string` and `format: date-time`.",
  "date-time": "Write `type: string` and `format: date-time`.",
  uuid: "Write `type: string` and `format: uuid`.",
  email: "Write `type: string` and `format: email`.",
  file: "Write `type: string` and `format: binary`: `file` was a type of Swagger 2.0.",
  any: "Leave `type` out: a schema without it takes any value.",
  list: "Write `type: array` and `items`.",
  map: "Write `type: object` and `additionalProperties`.",
};

/** What to write instead of a value that is not of its shape, where that can be told. */
export function shapeHelp(shape: Shape, value: JsonValue): string | undefined {
  if (["text", "prose"].includes(shape) && isPlain(value)) return `Write it in quotes: "${String(value)}".`;
  if (shape === "types" && value === null) return 'Write it in quotes: "null".';
  if (shape === "types" && typeof value === "string") {
    if (Object.hasOwn(otherTypes, value.toLowerCase())) return otherTypes[value.toLowerCase()];
    const type = nearest(value, types);
    return type === null ? `Valid here: ${types.join(", ")}.` : `Did you mean "${type}"?`;
  }
  if (shape === "names" && typeof value === "boolean")
    return "Name the property in the `required` list of the object that it belongs to.";
  return undefined;
}
