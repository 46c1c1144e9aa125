import type { FieldError } from "../ending.js";
import type { ParameterPolicy } from "../policy.js";
import { addTo } from "./group.js";
import { escapeToken } from "./pointer.js";
import { splitQuery, type QueryPair } from "./query.js";
import { misspelled, type Spelled } from "./spelling.js";
import { readItems, readMembers, readStyled } from "./styles.js";

export type QueryReading =
  | { readonly kind: "readings"; readonly readings: ReadonlyMap<string, Spelled> }
  | { readonly kind: "fault"; readonly error: FieldError };

/** Reads the declared parameters of a query; every pair must belong to one of them. */
export function readQuery(
  declared: readonly ParameterPolicy[],
  query: string,
  maxDepth: number,
): QueryReading {
  const pairs = splitQuery(query);
  if (pairs === null) return fault("", "must be percent-encoded UTF-8 pairs");
  const owned = new Map<ParameterPolicy, QueryPair[]>();
  for (const pair of pairs) {
    const owner = ownerOf(declared, pair.name);
    if (owner === undefined) return fault(`/${escapeToken(pair.name)}`, "unknown parameter");
    addTo(owned, owner, pair);
  }
  const readings = [...owned].map(([parameter, own]): [string, Spelled] => [
    parameter.name,
    readOwn(parameter, own, maxDepth),
  ]);
  return { kind: "readings", readings: new Map(readings) };
}

function fault(pointer: string, message: string): QueryReading {
  return { kind: "fault", error: { in: "query", pointer, message } };
}

/** A parameter of that name first; then objects, whose members stand in the query under names of their own. */
function ownerOf(declared: readonly ParameterPolicy[], name: string): ParameterPolicy | undefined {
  return (
    declared.find((parameter) => parameter.name === name && !isSpreadObject(parameter)) ??
    declared.find((parameter) => parameter.style === "deepObject" && deepMember(parameter, name) !== null) ??
    declared.find((parameter) => isExplodedForm(parameter) && hasMember(parameter, name)) ??
    declared.find(
      (parameter) =>
        isExplodedForm(parameter) && parameter.type.kind === "object" && parameter.type.rest !== null,
    )
  );
}

function isExplodedForm({ style, explode, type }: ParameterPolicy): boolean {
  return style === "form" && explode && type.kind === "object";
}

function isSpreadObject(parameter: ParameterPolicy): boolean {
  return parameter.style === "deepObject" || isExplodedForm(parameter);
}

function hasMember({ type }: ParameterPolicy, name: string): boolean {
  return type.kind === "object" && Object.hasOwn(type.properties, name);
}

/** `filter[a]` → `a`; deeper nesting is not defined by OpenAPI. */
function deepMember(parameter: ParameterPolicy, name: string): string | null {
  const prefix = `${parameter.name}[`;
  if (!name.startsWith(prefix) || !name.endsWith("]")) return null;
  const member = name.slice(prefix.length, -1);
  return member === "" || /[[\]]/.test(member) ? null : member;
}

function readOwn(parameter: ParameterPolicy, pairs: readonly QueryPair[], maxDepth: number): Spelled {
  const { style, explode, type } = parameter;
  if (isSpreadObject(parameter)) {
    const members = pairs.map(({ name, value }): [string, string] => {
      const member = style === "deepObject" ? (deepMember(parameter, name) ?? "") : name;
      return [encodeURIComponent(member), value];
    });
    return readMembers(type, members);
  }
  if (type.kind === "array" && style === "form" && explode)
    return readItems(
      type,
      pairs.map(({ value }) => value),
    );
  const [only, second] = pairs;
  if (only === undefined || second !== undefined) return misspelled("must occur once");
  return readStyled(parameter, only.value, maxDepth);
}
