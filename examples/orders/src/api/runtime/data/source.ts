import type { RequestTrace } from "../core/access.js";
import type { ColumnPolicy, Scalar } from "../core/policy.js";

export type Value = Scalar | null;

/**
 * What must hold for a row, with the principal's values filled in. Columns are names in the database.
 * This is the whole language that a `DataSource` must understand.
 */
export type Condition =
  | { readonly kind: "true" }
  | { readonly kind: "false" }
  | { readonly kind: "equals"; readonly column: string; readonly value: Scalar }
  | { readonly kind: "is-null"; readonly column: string }
  | { readonly kind: "in"; readonly column: string; readonly values: readonly Scalar[] }
  /** Rows after a place in an order: `column > value` (or `<`). */
  | {
      readonly kind: "compare";
      readonly column: string;
      readonly operator: ">" | "<";
      readonly value: Scalar;
    }
  /** A row of `table` exists whose `foreign` column equals this row's `local` column and that satisfies `where`. */
  | {
      readonly kind: "exists";
      readonly table: string;
      readonly foreign: string;
      readonly local: string;
      readonly where: Condition;
    }
  | { readonly kind: "and"; readonly parts: readonly Condition[] }
  | { readonly kind: "or"; readonly parts: readonly Condition[] };

/** A row as handlers see it: property names, JSON values (timestamps are RFC 3339 text). */
export type Row = Readonly<Record<string, unknown>>;

export interface Table {
  readonly name: string;
  /** Property → column. */
  readonly columns: Readonly<Record<string, ColumnPolicy>>;
  /** Columns, as they are named in the database, that identify a row together. */
  readonly key: readonly string[];
  /** Further columns that no two rows share, each list together; a null is shared with nobody. */
  readonly unique?: readonly (readonly string[])[];
}

/** Nulls come last in both directions; text is ordered by code point (`COLLATE "C"`). */
export interface Order {
  readonly column: string;
  readonly direction: "asc" | "desc";
}

export interface Selection {
  readonly table: Table;
  readonly where: Condition;
  readonly order: readonly Order[];
  readonly limit: number;
  readonly offset: number;
}

/**
 * Where rows live. Every call carries the condition that the fence computed; an implementation that drops it drops
 * the fence. Values are column names → JSON values; `undefined` never occurs.
 */
export interface DataSource {
  select(selection: Selection): Promise<readonly Row[]>;
  count(table: Table, where: Condition): Promise<number>;
  /** Answers the stored row with the store's own defaults (ids, timestamps) filled in. */
  insert(table: Table, values: Readonly<Record<string, unknown>>): Promise<Row>;
  /** Answers the rows after the change; none where the condition matched none. */
  update(table: Table, values: Readonly<Record<string, unknown>>, where: Condition): Promise<readonly Row[]>;
  /** Answers how many rows are gone. */
  delete(table: Table, where: Condition): Promise<number>;
  /** Runs everything inside one transaction; one inside another joins it. */
  transaction<T>(work: (source: DataSource) => Promise<T>): Promise<T>;
  /** The same rows, for one request whose id and trace every statement shall carry. Absent where statements leave no trace. */
  traced?(trace: RequestTrace): DataSource;
  /** Rejects where the store cannot be reached; `/-/ready` asks it. */
  ping?(): Promise<void>;
  close(): Promise<void>;
}
