import type { Scalar } from "../core/policy.js";
import { always, and, never, or } from "./condition.js";
import type { Condition, Table } from "./source.js";
import { compareScalars, toScalar } from "./values.js";

/**
 * The condition after some columns were given these values (column → value as `toStored` spells it): what it says about
 * those columns is decided here, the rest stays a question to the store. So one statement can require that a row
 * satisfies the caller's condition before *and* after a change, as row-level security does with `WITH CHECK`.
 */
export function assume(condition: Condition, table: Table, values: ReadonlyMap<string, unknown>): Condition {
  switch (condition.kind) {
    case "true":
    case "false":
    case "exists":
      return condition;
    case "and":
      return and(...condition.parts.map((part) => assume(part, table, values)));
    case "or":
      return or(...condition.parts.map((part) => assume(part, table, values)));
    case "equals":
      return decided(
        condition,
        values,
        (value) => sign(table, condition.column, value, condition.value) === 0,
      );
    case "in":
      return decided(condition, values, (value) =>
        condition.values.some((wanted) => sign(table, condition.column, value, wanted) === 0),
      );
    case "is-null":
      return decided(condition, values, (value) => value === null);
    case "compare":
      return decided(condition, values, (value) => {
        const found = sign(table, condition.column, value, condition.value) ?? 0;
        return condition.operator === ">" ? found > 0 : found < 0;
      });
  }
}

function decided(
  condition: Condition & { column: string },
  values: ReadonlyMap<string, unknown>,
  test: (value: unknown) => boolean,
): Condition {
  if (!values.has(condition.column)) return condition;
  return test(values.get(condition.column)) ? always : never;
}

function sign(table: Table, column: string, value: unknown, wanted: Scalar): number | undefined {
  const type = Object.values(table.columns).find((candidate) => candidate.column === column)?.type;
  if (type === undefined || value === null) return undefined;
  const scalar = toScalar(type, wanted);
  return scalar === undefined ? undefined : compareScalars(type, value as Scalar, scalar);
}
