import type { ParameterPolicy, ParameterType } from "../policy.js";
import { addTo } from "./group.js";
import { percentDecode } from "./percent.js";
import { misspelled, spelled, spellJson, spellScalar, type Spelled } from "./spelling.js";

/** What a style makes of raw text: still encoded pieces, told apart by what the parameter's type needs. */
interface Pieces {
  readonly scalar: string;
  readonly items: readonly string[];
  readonly members: readonly (readonly [name: string, value: string])[];
}

/**
 * Reads the raw text of one parameter by its style (OpenAPI 3.1 §4.8.12.4, RFC 6570 §3.2) and type. Text is split
 * first and percent-decoded afterwards, so that an encoded delimiter is part of a value. Header values are not
 * percent-encoded.
 */
export function readStyled(parameter: ParameterPolicy, raw: string, maxDepth: number): Spelled {
  const decode = parameter.in === "header" ? (text: string) => text : percentDecode;
  if (parameter.type.kind === "json" || parameter.style === "content") {
    const text = decode(raw);
    return text === null ? malformed : spellJson(text, maxDepth);
  }
  const pieces = takeApart(parameter, raw);
  return pieces === null
    ? misspelled("must be written in its style")
    : assemble(parameter.type, pieces, decode);
}

/** Reads values that the style has already told apart: repeated query parameters. */
export function readItems(type: ParameterType, items: readonly string[]): Spelled {
  return assemble(type, { scalar: items[0] ?? "", items, members: [] }, percentDecode);
}

/** Reads members that the style has already told apart: exploded and deep objects. */
export function readMembers(type: ParameterType, members: Pieces["members"]): Spelled {
  return assemble(type, { scalar: "", items: [], members }, percentDecode);
}

const malformed = misspelled("must be percent-encoded UTF-8");

function takeApart({ style, explode, name }: ParameterPolicy, raw: string): Pieces | null {
  switch (style) {
    case "label": {
      if (!raw.startsWith(".")) return null;
      return cut(raw.slice(1), explode ? /\./ : /,/, explode);
    }
    case "matrix": {
      if (!explode) return raw.startsWith(`;${name}=`) ? cut(raw.slice(name.length + 2), /,/, false) : null;
      if (!raw.startsWith(";")) return null;
      const members = raw.slice(1).split(";").map(member);
      const own = members.filter(([key]) => key === name).map(([, value]) => value);
      return { scalar: own[0] ?? "", items: own, members };
    }
    case "spaceDelimited":
      return cut(raw, /%20| /, false);
    case "pipeDelimited":
      return cut(raw, /%7c|\|/i, false);
    case "simple":
      return cut(raw, /,/, explode);
    case "form":
      return cut(raw, /,/, false);
    case "deepObject":
    case "content":
      return null;
  }
}

/** `R=100,G=200` where names and values are paired, else `R,100,G,200`. */
function cut(text: string, delimiter: RegExp, paired: boolean): Pieces | null {
  const items = text === "" ? [] : text.split(delimiter);
  if (paired) return { scalar: text, items, members: items.map(member) };
  const members = items.flatMap((item, index) =>
    index % 2 === 0 ? [[item, items[index + 1] ?? ""] as const] : [],
  );
  return { scalar: text, items, members };
}

function member(text: string): readonly [string, string] {
  const separator = text.indexOf("=");
  return separator === -1 ? [text, ""] : [text.slice(0, separator), text.slice(separator + 1)];
}

function assemble(type: ParameterType, pieces: Pieces, decode: (text: string) => string | null): Spelled {
  switch (type.kind) {
    case "scalar": {
      const text = decode(pieces.scalar);
      return text === null ? malformed : spellScalar(text, type.types);
    }
    case "array":
      return collect(pieces.items.map((item) => assemble(type.items, single(item), decode)));
    case "object":
      return assembleObject(type, pieces.members, decode);
    case "json":
      return misspelled("must be JSON");
  }
}

/** A single piece: nested arrays and objects have no spelling inside a style. */
function single(text: string): Pieces {
  return { scalar: text, items: [text], members: [] };
}

function collect(parts: readonly Spelled[]): Spelled {
  const values: unknown[] = [];
  for (const part of parts) {
    if (part.kind === "invalid") return misspelled(`each item ${part.message}`);
    values.push(part.value);
  }
  return spelled(values);
}

function assembleObject(
  type: Extract<ParameterType, { kind: "object" }>,
  members: Pieces["members"],
  decode: (text: string) => string | null,
): Spelled {
  const grouped = new Map<string, string[]>();
  for (const [rawName, value] of members) {
    const name = decode(rawName);
    if (name === null) return malformed;
    addTo(grouped, name, value);
  }
  const result = Object.create(null) as Record<string, unknown>;
  for (const [name, values] of grouped) {
    const declared = Object.hasOwn(type.properties, name) ? type.properties[name] : type.rest;
    if (declared === null || declared === undefined || name === "__proto__")
      return misspelled("has an unknown member");
    if (values.length > 1 && declared.kind !== "array") return misspelled("has a member twice");
    const value = assemble(declared, { scalar: values[0] ?? "", items: values, members: [] }, decode);
    if (value.kind === "invalid") return misspelled(`has a member that ${value.message}`);
    result[name] = value.value;
  }
  return spelled(result);
}
