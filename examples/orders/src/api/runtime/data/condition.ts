import type { Scalar } from "../core/policy.js";
import type { Condition } from "./source.js";

/** Holds for every row. */
export const always: Condition = { kind: "true" };
/** Holds for no row: what everything that cannot be decided becomes. */
export const never: Condition = { kind: "false" };

/** All parts hold; simplified, so that "nothing is reachable" can be seen without asking the store. */
export function and(...parts: readonly Condition[]): Condition {
  const kept = parts.flatMap((part) =>
    part.kind === "and" ? part.parts : part.kind === "true" ? [] : [part],
  );
  if (kept.some((part) => part.kind === "false")) return never;
  const [first] = kept;
  return first === undefined ? always : kept.length === 1 ? first : { kind: "and", parts: kept };
}

/** One part holds at least. */
export function or(...parts: readonly Condition[]): Condition {
  const kept = parts.flatMap((part) =>
    part.kind === "or" ? part.parts : part.kind === "false" ? [] : [part],
  );
  if (kept.some((part) => part.kind === "true")) return always;
  const [first] = kept;
  return first === undefined ? never : kept.length === 1 ? first : { kind: "or", parts: kept };
}

export function equals(column: string, value: Scalar): Condition {
  return { kind: "equals", column, value };
}

/** The column holds one of the values; no values, no rows. */
export function among(column: string, values: readonly Scalar[]): Condition {
  const [first] = values;
  if (first === undefined) return never;
  return values.length === 1 ? equals(column, first) : { kind: "in", column, values };
}

/** A related row exists; where nothing satisfies `where`, none does. */
export function exists(
  relation: { table: string; foreign: string; local: string },
  where: Condition,
): Condition {
  return where.kind === "false" ? never : { kind: "exists", ...relation, where };
}
