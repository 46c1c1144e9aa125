import { asciiJson, membersOf, writeScalar, writeSimple } from "../output/write-value.js";
import type { ParameterPolicy, ParameterType } from "../policy.js";

/** Values by name, selected and validated. */
type Values = Readonly<Record<string, unknown>>;

/** A value has no spelling that its receiver could read. */
export class SpellingError extends Error {
  override readonly name = "SpellingError";
  readonly parameter: string;

  constructor(parameter: string) {
    super(`the parameter ${parameter} has no spelling`);
    this.parameter = parameter;
  }
}

/** The parameters of a query in their styles (OpenAPI 3.1 §4.8.12.3), without question mark; empty where there are none. */
export function writeQuery(parameters: readonly ParameterPolicy[], values: Values): string {
  const names = new Set(parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name));
  const pairs = given(parameters, "query", values).flatMap(([parameter, value]) => {
    const own = queryPairs(parameter, value);
    // A member that is called as another parameter is would arrive as that one.
    if (own.some(([name]) => name !== parameter.name && names.has(name)))
      throw new SpellingError(parameter.name);
    return own;
  });
  return pairs.map(([name, text]) => `${encodeURIComponent(name)}=${text}`).join("&");
}

/** The headers by their names in lower case. */
export function writeHeaders(
  parameters: readonly ParameterPolicy[],
  values: Values,
): Readonly<Record<string, string>> {
  const written = given(parameters, "header", values).map(([{ name, type, explode }, value]) => {
    const text = type.kind === "json" ? asciiJson(value) : simpleText(flat(type, value), explode);
    // What is no visible ASCII would end the header, or arrive as something else (RFC 9110 §5.5).
    if (text === null || !/^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/.test(text))
      throw new SpellingError(name);
    return [name.toLowerCase(), text] as const;
  });
  return Object.fromEntries(written);
}

/** Null where a delimiter of the style stands in what it separates, as nothing in a header is encoded. */
function simpleText(value: Flat, explode: boolean): string | null {
  const members = membersOf(value);
  const parts = Array.isArray(value) ? (value as readonly string[]) : (members?.flat(2) ?? []);
  const isTorn = parts.some((part) => String(part).includes(","));
  const isCut = explode && members?.some(([name]) => name.includes("=")) === true;
  return isTorn || isCut ? null : writeSimple(value, explode);
}

function given(
  parameters: readonly ParameterPolicy[],
  location: ParameterPolicy["in"],
  values: Values,
): readonly (readonly [ParameterPolicy, unknown])[] {
  return parameters.flatMap((parameter) => {
    const value = values[parameter.name];
    const isHere = parameter.in === location && value !== undefined && value !== null;
    return isHere ? [[parameter, value] as const] : [];
  });
}

/** Names, and texts that are encoded already: a delimiter of the style stays one. */
type Pairs = readonly (readonly [name: string, text: string])[];

function queryPairs({ name, style, explode, type }: ParameterPolicy, value: unknown): Pairs {
  if (style === "deepObject") return deepPairs(name, "", type, value);
  if (type.kind === "json" || style === "content") return [[name, encoded(type, value)]];
  const plain = flat(type, value);
  const members = pairsIn(plain);
  const items = Array.isArray(plain) ? (plain as readonly string[]) : null;
  if (explode && items !== null) return items.map((text) => [name, encodeURIComponent(text)] as const);
  if (explode && members !== null)
    return members.map(([key, text]) => [key, encodeURIComponent(text)] as const);
  const texts = items ?? members?.flat() ?? [String(plain)];
  const delimiter = delimiters[style];
  // Encoded, such a delimiter is the same whether it separates items or is part of one.
  if (delimiter !== undefined && texts.some((text) => text.includes(delimiter)))
    throw new SpellingError(name);
  const between = delimiter === undefined ? "," : encodeURIComponent(delimiter);
  return [[name, texts.map(encodeURIComponent).join(between)]];
}

const delimiters: Partial<Readonly<Record<ParameterPolicy["style"], string>>> = {
  spaceDelimited: " ",
  pipeDelimited: "|",
};

/**
 * `filter[status]=open&filter[owner][city]=Rome`; the items of a list repeat its name, or are numbered where they have
 * members themselves.
 */
function deepPairs(name: string, path: string, type: ParameterType, value: unknown): Pairs {
  const members = type.kind === "json" ? null : membersOf(value);
  if (members !== null)
    return members.flatMap(([key, member]) => {
      if (/^$|[[\]]/.test(key)) throw new SpellingError(name);
      return deepPairs(name, `${path}[${key}]`, memberType(type, key), member);
    });
  if (type.kind !== "array" || !Array.isArray(value)) return [[name + path, encoded(type, value)]];
  const isNumbered = type.items.kind === "object" || type.items.kind === "array";
  return value.flatMap((item: unknown, index) =>
    deepPairs(name, isNumbered ? `${path}[${String(index)}]` : path, type.items, item),
  );
}

/** Lists and objects of texts: what a style cannot nest is spelled as JSON. Anything else as its text. */
function flat(type: ParameterType, value: unknown): Flat {
  if (Array.isArray(value)) return value.map((item: unknown) => asText(itemType(type), item));
  const members = membersOf(value);
  if (members === null) return asText(type, value);
  return Object.fromEntries(
    members.map(([key, member]) => {
      const own = memberType(type, key);
      const isList = own.kind === "array" && Array.isArray(member);
      return [key, isList ? member.map((item: unknown) => asText(own.items, item)) : asText(own, member)];
    }),
  );
}

type Flat = string | readonly string[] | Readonly<Record<string, string | readonly string[]>>;

/** A member that is a list stands once for each of its items; null for what is no object. */
function pairsIn(value: Flat): Pairs | null {
  if (typeof value === "string" || Array.isArray(value)) return null;
  return Object.entries(value).flatMap(([key, texts]) => [texts].flat().map((text) => [key, text] as const));
}

const json: ParameterType = { kind: "json" };

function itemType(type: ParameterType): ParameterType {
  return type.kind === "array" ? type.items : json;
}

function memberType(type: ParameterType, name: string): ParameterType {
  if (type.kind !== "object") return json;
  return Object.hasOwn(type.properties, name) ? (type.properties[name] ?? json) : (type.rest ?? json);
}

function encoded(type: ParameterType, value: unknown): string {
  return encodeURIComponent(asText(type, value));
}

function asText(type: ParameterType, value: unknown): string {
  const text = type.kind === "json" ? null : writeScalar(value);
  return text ?? JSON.stringify(value);
}
