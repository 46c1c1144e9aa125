import { Buffer } from "node:buffer";
import { DataPolicyError, InvalidCursor } from "../core/data-errors.js";
import type { ColumnPolicy, ResourcePolicy, Scalar } from "../core/policy.js";
import { and, equals, never, or } from "./condition.js";
import type { Condition, Order, Row } from "./source.js";
import { columnOf, idColumn } from "./tables.js";
import { toScalar } from "./values.js";

/** One step of an order: a property with its column and direction. The last step is always the id. */
export interface SortStep {
  readonly property: string;
  readonly column: ColumnPolicy;
  readonly direction: Order["direction"];
}

/**
 * The order that a list was asked for (`createdAt`, `-createdAt`), ended by the id so that no two rows are equal.
 * Throws `DataPolicyError` for a property that must not be sorted by.
 */
export function sortSteps(policy: ResourcePolicy, sort: readonly string[]): readonly SortStep[] {
  const asked = sort.map((text): SortStep => {
    const direction = text.startsWith("-") ? "desc" : "asc";
    const property = direction === "desc" ? text.slice(1) : text;
    const column = columnOf(policy, property);
    if (column === undefined || !(column.queryable || property === policy.id)) {
      throw new DataPolicyError(`${policy.name} cannot be sorted by ${property}`);
    }
    return { property, column, direction };
  });
  const steps: readonly SortStep[] = [
    ...asked,
    { property: policy.id, column: idColumn(policy), direction: "asc" },
  ];
  return steps.filter(
    (step, index) => steps.findIndex((other) => other.property === step.property) === index,
  );
}

/** The order for a `Selection`. */
export function orderOf(steps: readonly SortStep[]): readonly Order[] {
  return steps.map(({ column, direction }) => ({ column: column.column, direction }));
}

/**
 * An opaque text that says where a page ended: base64url of the order's names and the row's values in it. It is not
 * signed: whoever forges one starts elsewhere among the rows that the caller may reach anyway.
 */
export function encodeCursor(steps: readonly SortStep[], row: Row): string {
  const content = [signature(steps), steps.map(({ property }) => row[property] ?? null)];
  return Buffer.from(JSON.stringify(content), "utf8").toString("base64url");
}

/**
 * The condition for rows after the place that the cursor marks, nulls last in both directions.
 * Throws `InvalidCursor` for anything that this order's `encodeCursor` would not have written.
 */
export function afterCursor(steps: readonly SortStep[], cursor: string): Condition {
  const values = decodeCursor(steps, cursor);
  const alternatives = steps.map((step, index) =>
    and(
      ...steps.slice(0, index).map((earlier, position) => sameAs(earlier, values[position] ?? null)),
      after(step, values[index] ?? null),
    ),
  );
  return or(...alternatives);
}

function sameAs({ column }: SortStep, value: Scalar | null): Condition {
  return value === null ? { kind: "is-null", column: column.column } : equals(column.column, value);
}

function after({ column, direction }: SortStep, value: Scalar | null): Condition {
  if (value === null) return never;
  const beyond: Condition = {
    kind: "compare",
    column: column.column,
    operator: direction === "asc" ? ">" : "<",
    value,
  };
  return or(beyond, { kind: "is-null", column: column.column });
}

function decodeCursor(steps: readonly SortStep[], cursor: string): readonly (Scalar | null)[] {
  const content = parse(cursor);
  if (!Array.isArray(content) || content.length !== 2) throw new InvalidCursor();
  const [names, values] = content as readonly unknown[];
  if (!isSignature(names, signature(steps))) throw new InvalidCursor();
  if (!Array.isArray(values) || values.length !== steps.length) throw new InvalidCursor();
  return steps.map((step, index) => {
    const value = (values as readonly unknown[])[index];
    if (value !== null && toScalar(step.column.type, value) !== value) throw new InvalidCursor();
    return value as Scalar | null;
  });
}

function parse(cursor: string): unknown {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.toString("base64url") !== cursor) throw new InvalidCursor();
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    throw new InvalidCursor();
  }
}

/** Compared name by name: what a forger nested in its place may be too deep to be written out again. */
function isSignature(names: unknown, expected: readonly string[]): boolean {
  return (
    Array.isArray(names) &&
    names.length === expected.length &&
    expected.every((name, index) => names[index] === name)
  );
}

function signature(steps: readonly SortStep[]): readonly string[] {
  return steps.map(({ property, direction }) => (direction === "desc" ? `-${property}` : property));
}
