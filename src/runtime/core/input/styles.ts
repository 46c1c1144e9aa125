import type { ParameterType, SpelledField } from "../policy.js";
import { addTo } from "./group.js";
import { below, misspelled, spelled, spellJson, spellScalar, type Spelled } from "./spelling.js";

/** How text of a field becomes characters, and how deep JSON in it may nest. */
export interface Reading {
  /** Null where the text is malformed. */
  readonly decode: (text: string) => string | null;
  readonly maxDepth: number;
}

/** What a style makes of raw text: still encoded pieces, told apart by what the parameter's type needs. */
interface Pieces {
  readonly scalar: string;
  readonly items: readonly string[];
  /** Null where they are no pairs of names and values. */
  readonly members: readonly (readonly [name: string, value: string])[] | null;
}

/**
 * Reads the raw text of one field by its style (OpenAPI 3.1 §4.8.12.4, RFC 6570 §3.2) and type. Text is split first and
 * decoded afterwards, so that an encoded delimiter is part of a value.
 */
export function readStyled(field: SpelledField, raw: string, reading: Reading): Spelled {
  if (field.type.kind === "json" || field.style === "content") {
    return assemble(field.type, { scalar: raw, items: [], members: [] }, reading);
  }
  const pieces = takeApart(field, raw);
  return pieces === null ? outOfStyle : assemble(field.type, pieces, reading);
}

/** Reads values that the style has already told apart: repeated fields. */
export function readItems(type: ParameterType, items: readonly string[], reading: Reading): Spelled {
  return assemble(type, { scalar: items[0] ?? "", items, members: [] }, reading);
}

/** Reads a text that is one value. */
export function readText(type: ParameterType, text: string, reading: Reading): Spelled {
  return assemble(type, single(text), reading);
}

/** Reads members that the style has already told apart, their names decoded: exploded objects. */
export function readMembers(
  type: Extract<ParameterType, { kind: "object" }>,
  members: NonNullable<Pieces["members"]>,
  reading: Reading,
): Spelled {
  return assembleObject(type, members, (name) => name, reading);
}

const malformed = misspelled("must be percent-encoded UTF-8");
const outOfStyle = misspelled("must be written in its style");

function takeApart({ style, explode, name }: SpelledField, raw: string): Pieces | null {
  switch (style) {
    case "label": {
      if (!raw.startsWith(".")) return null;
      return cut(raw.slice(1), explode ? /\./ : /,/, explode);
    }
    case "matrix": {
      // An empty text has no `=` (RFC 6570 §3.2.7).
      if (raw === `;${name}`) return { scalar: "", items: [""], members: [] };
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
    case "cookie":
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
  return { scalar: text, items, members: items.length % 2 === 0 ? members : null };
}

function member(text: string): readonly [string, string] {
  const separator = text.indexOf("=");
  return separator === -1 ? [text, ""] : [text.slice(0, separator), text.slice(separator + 1)];
}

function assemble(type: ParameterType, pieces: Pieces, reading: Reading): Spelled {
  switch (type.kind) {
    case "scalar": {
      const text = reading.decode(pieces.scalar);
      return text === null ? malformed : spellScalar(text, type.types);
    }
    case "array":
      return collect(pieces.items.map((item) => assemble(type.items, single(item), reading)));
    case "object":
      return pieces.members === null
        ? outOfStyle
        : assembleObject(type, pieces.members, reading.decode, reading);
    case "json": {
      const text = reading.decode(pieces.scalar);
      return text === null ? malformed : spellJson(text, reading.maxDepth);
    }
  }
}

/** A single piece: nested arrays and objects have no spelling inside a style. */
function single(text: string): Pieces {
  return { scalar: text, items: [text], members: [] };
}

function collect(parts: readonly Spelled[]): Spelled {
  const values: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.kind === "invalid") return below(String(index), part);
    values.push(part.value);
  }
  return spelled(values);
}

function assembleObject(
  type: Extract<ParameterType, { kind: "object" }>,
  members: NonNullable<Pieces["members"]>,
  decodeName: Reading["decode"],
  reading: Reading,
): Spelled {
  const grouped = new Map<string, string[]>();
  for (const [rawName, value] of members) {
    const name = decodeName(rawName);
    if (name === null) return malformed;
    addTo(grouped, name, value);
  }
  const result = Object.create(null) as Record<string, unknown>;
  for (const [name, values] of grouped) {
    const declared = memberType(type, name);
    if (declared === null) return below(name, misspelled("unknown field"));
    if (values.length > 1 && declared.kind !== "array") return below(name, misspelled("must occur once"));
    const value = assemble(declared, { scalar: values[0] ?? "", items: values, members: [] }, reading);
    if (value.kind === "invalid") return below(name, value);
    result[name] = value.value;
  }
  return spelled(result);
}

/** What a member must spell, or null where the object has none of that name. */
export function memberType(
  type: Extract<ParameterType, { kind: "object" }>,
  name: string,
): ParameterType | null {
  if (name === "__proto__") return null;
  return Object.hasOwn(type.properties, name) ? (type.properties[name] ?? null) : type.rest;
}
