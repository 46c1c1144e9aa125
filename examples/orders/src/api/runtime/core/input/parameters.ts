import { invalidInput, type Ending, type FieldError } from "../ending.js";
import type { Exchange, NamedValues } from "../exchange.js";
import { splitTarget } from "../message.js";
import type { ParameterPolicy } from "../policy.js";
import { readCookies } from "./cookies.js";
import { percentDecode } from "./percent.js";
import { escapeToken } from "./pointer.js";
import { readQuery } from "./query-parameters.js";
import { misspelled, type Spelled } from "./spelling.js";
import { readStyled } from "./styles.js";

/** Names → what was read; parameters that the caller left out are absent. */
export type Readings = ReadonlyMap<string, Spelled>;

/** Reads all declared parameters into typed values; the first fault of each location is reported. */
export function readParameters(exchange: Exchange): Ending | undefined {
  const declared = exchange.plan?.route.policy.parameters ?? [];
  const depth = exchange.services.policy.caps.depth;
  const at = (location: ParameterPolicy["in"]) => declared.filter((parameter) => parameter.in === location);
  const query = readQuery(at("query"), splitTarget(exchange.incoming.target).query ?? "", depth);
  const locations = [
    settle("path", at("path"), readPath(exchange, at("path"), depth)),
    query.kind === "fault" ? query : settle("query", at("query"), query.readings),
    settle("header", at("header"), readHeaders(exchange, at("header"), depth)),
    settle("cookie", at("cookie"), readCookieParameters(exchange, at("cookie"), depth)),
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

type Settled =
  | { readonly kind: "values"; readonly values: NamedValues }
  | { readonly kind: "fault"; readonly error: FieldError };

function valuesOf(location: Settled): NamedValues {
  return location.kind === "values" ? location.values : emptyValues();
}

function emptyValues(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** Fills in defaults and looks for what is required. */
function settle(
  location: ParameterPolicy["in"],
  declared: readonly ParameterPolicy[],
  readings: Readings,
): Settled {
  const values = emptyValues();
  for (const parameter of declared) {
    const reading = readings.get(parameter.name);
    const pointer = `/${escapeToken(parameter.name)}`;
    if (reading?.kind === "invalid")
      return { kind: "fault", error: { in: location, pointer, message: reading.message } };
    if (reading !== undefined) values[parameter.name] = reading.value;
    else if (parameter.default !== undefined) values[parameter.name] = structuredClone(parameter.default);
    else if (parameter.required)
      return { kind: "fault", error: { in: location, pointer, message: "is required" } };
  }
  return { kind: "values", values };
}

function readPath(exchange: Exchange, declared: readonly ParameterPolicy[], depth: number): Readings {
  const { params } = exchange.incoming;
  return new Map(
    declared.flatMap((parameter): [string, Spelled][] => {
      const raw = Object.hasOwn(params, parameter.name) ? params[parameter.name] : undefined;
      if (raw === undefined) return [];
      const legible = percentDecode(raw) !== null;
      return [
        [
          parameter.name,
          legible ? readStyled(parameter, raw, depth) : misspelled("must be percent-encoded UTF-8"),
        ],
      ];
    }),
  );
}

/** Repeated headers are one list (RFC 9110 §5.3); where no list is declared, they are refused. */
function readHeaders(exchange: Exchange, declared: readonly ParameterPolicy[], depth: number): Readings {
  return new Map(
    declared.flatMap((parameter): [string, Spelled][] => {
      const values = exchange.headers.get(parameter.name.toLowerCase());
      if (values === undefined) return [];
      if (values.length > 1 && parameter.type.kind !== "array")
        return [[parameter.name, misspelled("must occur once")]];
      const text = values.join(",");
      const spaced = parameter.type.kind === "array" ? text.replaceAll(/[\t ]*,[\t ]*/g, ",") : text;
      return [[parameter.name, readStyled(parameter, spaced, depth)]];
    }),
  );
}

function readCookieParameters(
  exchange: Exchange,
  declared: readonly ParameterPolicy[],
  depth: number,
): Readings {
  const cookies =
    declared.length === 0 ? new Map<string, readonly string[]>() : readCookies(exchange.headers);
  return new Map(
    declared.flatMap((parameter): [string, Spelled][] => {
      if (cookies === null)
        return [[parameter.name, misspelled("cannot be read: the Cookie header is malformed")]];
      const values = cookies.get(parameter.name);
      if (values === undefined) return [];
      return [
        [
          parameter.name,
          values.length > 1 ? misspelled("must occur once") : readStyled(parameter, values[0] ?? "", depth),
        ],
      ];
    }),
  );
}
