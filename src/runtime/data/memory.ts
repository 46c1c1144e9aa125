import { randomUUID } from "node:crypto";
import { InvalidValue, UniqueViolation } from "../core/data-errors.js";
import type { ColumnPolicy, ColumnType, Scalar } from "../core/policy.js";
import type { Condition, DataSource, Order, Row, Selection, Table } from "./source.js";
import { compareScalars, joinable, toScalar, toStored } from "./values.js";

/** A row by column names, values as `toStored` spells them. */
type Stored = Readonly<Record<string, unknown>>;

interface Shelf {
  readonly types: ReadonlyMap<string, ColumnType>;
  rows: readonly Stored[];
  /** The last number that an identity column was given. */
  identity: number;
}

/**
 * Rows in memory, with the semantics of PostgreSQL as `KyselySource` uses it: the oracle of the property tests, and a
 * fast store for tests of handlers. Keys are unique; references between tables are not enforced.
 * `tables` are those that exist before their first row, which only matters for their types inside `exists`.
 */
export function memorySource(tables: readonly Table[] = []): DataSource {
  const shelves = new Map<string, Shelf>();
  for (const table of tables) shelfOf(shelves, table);
  return new MemorySource(shelves);
}

class MemorySource implements DataSource {
  readonly #shelves: Map<string, Shelf>;
  readonly #insideTransaction: boolean;

  constructor(shelves: Map<string, Shelf>, insideTransaction = false) {
    this.#shelves = shelves;
    this.#insideTransaction = insideTransaction;
  }

  async select({ table, where, order, limit, offset }: Selection): Promise<readonly Row[]> {
    const shelf = shelfOf(this.#shelves, table);
    const found = this.#matching(shelf, where).sort((left, right) => compareRows(shelf, order, left, right));
    return found.slice(offset, offset + limit).map((row) => shown(table, row));
  }

  async count(table: Table, where: Condition): Promise<number> {
    return this.#matching(shelfOf(this.#shelves, table), where).length;
  }

  async insert(table: Table, values: Readonly<Record<string, unknown>>): Promise<Row> {
    const shelf = shelfOf(this.#shelves, table);
    const columns = Object.entries(table.columns).map(([property, column]): readonly [string, unknown] => {
      const given = Object.hasOwn(values, column.column) ? values[column.column] : filledIn(column, shelf);
      return [column.column, held(property, column.type, given)];
    });
    const row = Object.fromEntries(columns);
    if (shelf.rows.some((other) => clash(table, other, row))) throw new UniqueViolation(table.name);
    shelf.rows = [...shelf.rows, row];
    return shown(table, row);
  }

  async update(
    table: Table,
    values: Readonly<Record<string, unknown>>,
    where: Condition,
  ): Promise<readonly Row[]> {
    const shelf = shelfOf(this.#shelves, table);
    const changes = Object.entries(values).map(([column, value]) => [
      column,
      held(column, typeOf(shelf, column), value),
    ]);
    const matching = new Set(this.#matching(shelf, where));
    const changed = new Map(
      [...matching].map((row) => [row, { ...row, ...Object.fromEntries(changes) } as Stored]),
    );
    const after = shelf.rows.map((row) => changed.get(row) ?? row);
    const taken = [...changed.values()].some((row) =>
      after.some((other) => other !== row && clash(table, other, row)),
    );
    if (taken) throw new UniqueViolation(table.name);
    shelf.rows = after;
    return [...changed.values()].map((row) => shown(table, row));
  }

  async delete(table: Table, where: Condition): Promise<number> {
    const shelf = shelfOf(this.#shelves, table);
    const gone = new Set(this.#matching(shelf, where));
    shelf.rows = shelf.rows.filter((row) => !gone.has(row));
    return gone.size;
  }

  /** Undone as a whole when `work` fails; transactions that overlap are not kept apart. */
  async transaction<T>(work: (source: DataSource) => Promise<T>): Promise<T> {
    if (this.#insideTransaction) return work(this);
    const before = [...this.#shelves].map(([name, shelf]) => [name, { ...shelf }] as const);
    try {
      return await work(new MemorySource(this.#shelves, true));
    } catch (error) {
      this.#shelves.clear();
      for (const [name, shelf] of before) this.#shelves.set(name, shelf);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#shelves.clear();
  }

  #matching(shelf: Shelf, where: Condition): Stored[] {
    return shelf.rows.filter((row) => this.#satisfies(shelf, row, where));
  }

  #satisfies(shelf: Shelf, row: Stored, condition: Condition): boolean {
    switch (condition.kind) {
      case "true":
        return true;
      case "false":
        return false;
      case "equals":
        return compared(shelf, row, condition.column, condition.value) === 0;
      case "is-null":
        return valueOf(row, condition.column) === null;
      case "in":
        return condition.values.some((value) => compared(shelf, row, condition.column, value) === 0);
      case "compare": {
        const sign = compared(shelf, row, condition.column, condition.value) ?? 0;
        return condition.operator === ">" ? sign > 0 : sign < 0;
      }
      case "exists":
        return this.#related(shelf, row, condition);
      case "and":
        return condition.parts.every((part) => this.#satisfies(shelf, row, part));
      case "or":
        return condition.parts.some((part) => this.#satisfies(shelf, row, part));
    }
  }

  #related(
    shelf: Shelf,
    row: Stored,
    { table, foreign, local, where }: Condition & { kind: "exists" },
  ): boolean {
    const other = this.#shelves.get(table);
    const value = valueOf(row, local);
    if (other === undefined || value === null || !joinable(typeOf(shelf, local), typeOf(other, foreign)))
      return false;
    return other.rows.some(
      (candidate) =>
        compared(other, candidate, foreign, value as Scalar) === 0 &&
        this.#satisfies(other, candidate, where),
    );
  }
}

function shelfOf(shelves: Map<string, Shelf>, table: Table): Shelf {
  const known = shelves.get(table.name);
  if (known !== undefined) return known;
  const types = new Map(Object.values(table.columns).map(({ column, type }) => [column, type]));
  const shelf: Shelf = { types, rows: [], identity: 0 };
  shelves.set(table.name, shelf);
  return shelf;
}

function typeOf(shelf: Shelf, column: string): ColumnType {
  const type = shelf.types.get(column);
  if (type === undefined) throw new Error(`column ${column} does not exist`);
  return type;
}

function valueOf(row: Stored, column: string): unknown {
  return Object.hasOwn(row, column) ? row[column] : null;
}

/** Sign of the row's value against another; undefined where either is null or cannot be held, as null equals nothing. */
function compared(shelf: Shelf, row: Stored, column: string, value: Scalar): number | undefined {
  const type = typeOf(shelf, column);
  const own = valueOf(row, column);
  const other = toScalar(type, value);
  return own === null || other === undefined ? undefined : compareScalars(type, own as Scalar, other);
}

function compareRows(shelf: Shelf, order: readonly Order[], left: Stored, right: Stored): number {
  for (const { column, direction } of order) {
    const [first, second] = [valueOf(left, column), valueOf(right, column)];
    const nulls = Number(first === null) - Number(second === null);
    if (nulls !== 0) return nulls;
    if (first === null) continue;
    const sign = compareScalars(typeOf(shelf, column), first as Scalar, second as Scalar);
    if (sign !== 0) return direction === "asc" ? sign : -sign;
  }
  return 0;
}

function filledIn(column: ColumnPolicy, shelf: Shelf): unknown {
  switch (column.generated) {
    case "uuid":
      return randomUUID();
    case "identity":
      shelf.identity += 1;
      return shelf.identity;
    case "now":
      return column.type === "date" ? new Date().toISOString().slice(0, 10) : new Date().toISOString();
    default:
      return column.default ?? null;
  }
}

function held(property: string, type: ColumnType, value: unknown): unknown {
  const stored = toStored(type, value);
  if (stored === undefined) throw new InvalidValue(property);
  return stored;
}

/** Do two rows share a key? As in SQL, a null is shared with nobody. */
function clash(table: Table, left: Stored, right: Stored): boolean {
  return [table.key, ...(table.unique ?? [])].some(
    (columns) =>
      columns.length > 0 &&
      columns.every((column) => {
        const value = valueOf(left, column);
        return value !== null && value === valueOf(right, column);
      }),
  );
}

function shown(table: Table, row: Stored): Row {
  return structuredClone(
    Object.fromEntries(
      Object.entries(table.columns).map(([property, { column }]) => [property, valueOf(row, column)]),
    ),
  );
}
