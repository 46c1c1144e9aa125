import { invalidInput, type Ending } from "../ending.js";
import type { Exchange, NamedValues } from "../exchange.js";
import { splitTarget } from "../message.js";
import type { ParameterPolicy } from "../policy.js";
import { readCookieFields } from "./cookies.js";
import { readFields, type FieldFault, type Readings } from "./fields.js";
import { percentDecode } from "./percent.js";
import { escapeToken } from "./pointer.js";
import { splitQuery, type NamedText } from "./query.js";
import { misspelled, type Spelled } from "./spelling.js";
import { readQueryString, type Settled } from "./query-string.js";
import { readStyled, type Reading } from "./styles.js";

/** Reads all declared parameters into typed values; the first fault of each location is reported. */
export function readParameters(exchange: Exchange): Ending | undefined {
  const declared = exchange.plan?.route.policy.parameters ?? [];
  const maxDepth = exchange.services.policy.caps.depth;
  const at = (location: ParameterPolicy["in"]) => declared.filter((parameter) => parameter.in === location);
  const encoded: Reading = { decode: percentDecode, maxDepth };
  const query = splitTarget(exchange.incoming.target).query ?? "";
  const locations = [
    settle("path", at("path"), readPath(exchange, at("path"), encoded)),
    settleQuery(exchange, at("query"), query, encoded),
    settle("header", at("header"), readHeaders(exchange, at("header"), { ...encoded, decode: asItIs })),
    settle("cookie", at("cookie"), readCookieFields(at("cookie"), exchange.headers, maxDepth)),
  ] as const;
  const errors = locations.flatMap((location) => (location.kind === "fault" ? [location.error] : []));
  if (errors.length > 0) return invalidInput(400, "parameters", { errors });
  const [path, queryValues, header, cookie] = locations.map((location) => valuesOf(location));
  exchange.parameters = {
    path: path ?? emptyValues(),
    query: queryValues ?? emptyValues(),
    header: header ?? emptyValues(),
    cookie: cookie ?? emptyValues(),
  };
  return undefined;
}

type Read = { readonly kind: "readings"; readonly readings: Readings } | FieldFault;

function valuesOf(location: Settled): NamedValues {
  return location.kind === "values" ? location.values : emptyValues();
}

function emptyValues(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** The whole query where the document describes it as one, else its parameters. */
function settleQuery(
  { plan }: Exchange,
  declared: readonly ParameterPolicy[],
  query: string,
  reading: Reading,
): Settled {
  const whole = plan?.route.policy.queryString;
  if (whole !== undefined) return readQueryString(whole, query, reading);
  const form = { fields: declared, rest: null };
  const pairs = withoutEmpty(declared, splitQuery(query));
  return settle("query", declared, readFields(form, pairs, reading, "parameter"));
}

/** What is sent empty "in place of parameters that would otherwise be omitted" (OpenAPI 3.1 §4.8.12.2, `allowEmptyValue`). */
function* withoutEmpty(
  declared: readonly ParameterPolicy[],
  pairs: Iterable<NamedText | null>,
): Generator<NamedText | null> {
  const omissible = new Set(declared.filter(mayBeEmpty).map(({ name }) => name));
  for (const pair of pairs) if (pair?.value !== "" || !omissible.has(pair.name)) yield pair;
}

function mayBeEmpty({ allowEmpty, type }: ParameterPolicy): boolean {
  return allowEmpty === true && !(type.kind === "scalar" && type.types.includes("string"));
}

/** Fills in defaults and looks for what is required. */
function settle(location: ParameterPolicy["in"], declared: readonly ParameterPolicy[], read: Read): Settled {
  if (read.kind === "fault") {
    return { kind: "fault", error: { in: location, pointer: read.pointer, message: read.message } };
  }
  const values = emptyValues();
  for (const parameter of declared) {
    const reading = read.readings.get(parameter.name);
    const pointer = `/${escapeToken(parameter.name)}`;
    if (reading?.kind === "invalid") {
      const { at, message } = reading;
      return { kind: "fault", error: { in: location, pointer: pointer + at, message } };
    }
    if (reading !== undefined) values[parameter.name] = reading.value;
    else if (parameter.default !== undefined) values[parameter.name] = structuredClone(parameter.default);
    else if (parameter.required)
      return { kind: "fault", error: { in: location, pointer, message: "is required" } };
  }
  return { kind: "values", values };
}

function readPath(exchange: Exchange, declared: readonly ParameterPolicy[], reading: Reading): Read {
  const { params } = exchange.incoming;
  const readings = declared.flatMap((parameter): [string, Spelled][] => {
    const raw = Object.hasOwn(params, parameter.name) ? params[parameter.name] : undefined;
    if (raw === undefined) return [];
    const legible = percentDecode(raw) !== null;
    return [
      [
        parameter.name,
        legible ? readStyled(parameter, raw, reading) : misspelled("must be percent-encoded UTF-8"),
      ],
    ];
  });
  return { kind: "readings", readings: new Map(readings) };
}

/** Header values are not percent-encoded. */
function asItIs(text: string): string {
  return text;
}

/** A list without the white space around its commas (RFC 9110 §5.6.1). A pattern for both would take quadratic time on spaces. */
function listOf(text: string): string {
  return text
    .split(",")
    .map((item) => item.trim())
    .join(",");
}

/** Repeated headers are one list (RFC 9110 §5.3); where no list is declared, they are refused. */
function readHeaders(exchange: Exchange, declared: readonly ParameterPolicy[], reading: Reading): Read {
  const readings = declared.flatMap((parameter): [string, Spelled][] => {
    const values = exchange.headers.get(parameter.name.toLowerCase());
    if (values === undefined) return [];
    if (values.length > 1 && parameter.type.kind !== "array")
      return [[parameter.name, misspelled("must occur once")]];
    const text = values.join(",");
    return [
      [parameter.name, readStyled(parameter, parameter.type.kind === "array" ? listOf(text) : text, reading)],
    ];
  });
  return { kind: "readings", readings: new Map(readings) };
}
