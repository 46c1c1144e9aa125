import { DataPolicyError } from "../core/data-errors.js";
import type { ResourcePolicy } from "../core/policy.js";
import { among, and } from "./condition.js";
import type { Condition } from "./source.js";
import { columnOf } from "./tables.js";
import { toScalar } from "./values.js";

/**
 * A filter of a handler's: property → value, null, or a list of values of which one must match; all properties must
 * match. `undefined` leaves a property out. A value that the column cannot hold matches no row.
 * Throws `DataPolicyError` for a property that must not be filtered by.
 */
export function filterCondition(policy: ResourcePolicy, filter: object): Condition {
  const parts = Object.entries(filter)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([property, wanted]) => propertyCondition(policy, property, wanted));
  return and(...parts);
}

/**
 * A filter that is to find one row: a property that was left out would find any row, the first customer for instance
 * where an e-mail address is missing. So nothing may be left out, and something must be asked.
 */
export function identifyingCondition(policy: ResourcePolicy, filter: object): Condition {
  const wanted: readonly unknown[] = Object.values(filter);
  if (wanted.length === 0 || wanted.includes(undefined)) {
    throw new DataPolicyError(`find needs a value for every property of its filter on ${policy.name}`);
  }
  return filterCondition(policy, filter);
}

function propertyCondition(policy: ResourcePolicy, property: string, wanted: unknown): Condition {
  const column = columnOf(policy, property);
  if (column === undefined || !(column.queryable || property === policy.id)) {
    throw new DataPolicyError(`${policy.name} cannot be filtered by ${property}`);
  }
  if (wanted === null) return { kind: "is-null", column: column.column };
  const values: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return among(
    column.column,
    values.map((value) => toScalar(column.type, value)).filter((value) => value !== undefined),
  );
}
