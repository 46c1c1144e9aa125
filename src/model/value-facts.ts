import { hasAny, isArray, memberOf } from "../document/json.js";
import type { JsonObject, JsonValue } from "../document/document.js";
import { deref } from "../document/reference.js";
import type { ColumnType, Scalar } from "../runtime/core/policy.js";
import { textMember, textsMember } from "./members.js";
import { itemSpots, type Spot } from "./references.js";

/** What a schema says about a single value, gathered through references and `allOf`. */
export interface ValueFacts {
  readonly types: readonly string[];
  readonly format: string | null;
  /** `enum` or `const` where every value is a scalar; else empty. */
  readonly values: readonly Scalar[];
  readonly default: Scalar | null;
  readonly nullable: boolean;
}

const nowhere: ReadonlySet<string> = new Set();

/** Gathers facts about a value from its schema; the schema itself wins over what it refers to. */
export function valueFacts(root: JsonObject, schema: Spot, seen: ReadonlySet<string> = nowhere): ValueFacts {
  const own = ownFacts(schema.value);
  const further = conjuncts(root, schema).filter((each) => !seen.has(each.pointer));
  if (further.length === 0) return own;
  const visited = new Set([...seen, schema.pointer]);
  return further.reduce((facts, each) => mergeFacts(facts, valueFacts(root, each, visited)), own);
}

/** How a value is stored (contract of the vocabulary, chapter 3): mixed types and containers are JSON. */
export function columnType({ types, format, values }: ValueFacts): ColumnType {
  const [type, ...more] =
    types.length > 0 ? types : [...new Set(values.map((value) => typeof value as string))];
  if (type === undefined) return "json";
  if (more.length > 0)
    return [type, ...more].every((each) => each === "integer" || each === "number") ? "number" : "json";
  switch (type) {
    case "string":
      return stringColumns[format ?? ""] ?? "text";
    case "integer":
      return format === "int64" ? "bigint" : "integer";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "json";
  }
}

const stringColumns: Readonly<Record<string, ColumnType | undefined>> = Object.assign(Object.create(null), {
  uuid: "uuid",
  "date-time": "timestamp",
  date: "date",
});

const unions = ["anyOf", "oneOf"];
const composing = ["$ref", "allOf", "anyOf", "oneOf"];
const none: readonly Spot[] = [];

/** Schemas that hold for the same value: the target of `$ref`, `allOf`, and the only branch that is not null. */
export function conjuncts(root: JsonObject, schema: Spot): readonly Spot[] {
  // Asked of every schema in every use of it, and hardly any has one.
  if (!hasAny(schema.value, composing)) return none;
  const reference = textMember(schema.value, "$ref");
  const target = reference === undefined ? [] : [deref(root, { $ref: reference }, schema.pointer)];
  const optional = unions.flatMap((key) => {
    const branches = itemSpots(schema, key).filter((branch) => !isNull(branch.value));
    return branches.length === 1 ? branches : [];
  });
  return [...target, ...itemSpots(schema, "allOf"), ...optional];
}

/** The schema itself and everything that holds for the same value, at every depth. */
export function allConjuncts(root: JsonObject, schema: Spot, seen = new Set<string>()): readonly Spot[] {
  if (seen.has(schema.pointer)) return [];
  seen.add(schema.pointer);
  return [schema, ...conjuncts(root, schema).flatMap((part) => allConjuncts(root, part, seen))];
}

function ownFacts(schema: JsonValue): ValueFacts {
  const written = memberOf(schema, "type");
  const types = typeof written === "string" ? [written] : textsMember(schema, "type");
  const constant = memberOf(schema, "const");
  const listed = memberOf(schema, "enum");
  const values = isArray(listed) ? listed : constant === undefined ? [] : [constant];
  const scalars = values.filter(isScalar);
  const initial = memberOf(schema, "default");
  return {
    types: types.filter((type) => type !== "null"),
    format: textMember(schema, "format") ?? null,
    values: scalars.length === values.filter((value) => value !== null).length ? scalars : [],
    default: isScalar(initial) ? initial : null,
    nullable: types.includes("null") || values.includes(null) || hasNullBranch(schema),
  };
}

function hasNullBranch(schema: JsonValue): boolean {
  if (!hasAny(schema, unions)) return false;
  const spot = { value: schema, pointer: "" };
  return unions.some((key) => itemSpots(spot, key).some((branch) => isNull(branch.value)));
}

function isNull(schema: JsonValue): boolean {
  return memberOf(schema, "type") === "null";
}

function mergeFacts(own: ValueFacts, further: ValueFacts): ValueFacts {
  return {
    types: own.types.length > 0 ? own.types : further.types,
    format: own.format ?? further.format,
    values: own.values.length > 0 ? own.values : further.values,
    default: own.default ?? further.default,
    nullable: own.nullable || further.nullable,
  };
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
