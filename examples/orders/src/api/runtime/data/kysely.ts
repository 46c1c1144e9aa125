import { sql as kyselySql } from "kysely";
import type { RequestTrace } from "../core/access.js";
import { DataPolicyError, InvalidValue, ReferenceViolation, UniqueViolation } from "../core/data-errors.js";
import type { ColumnPolicy, ColumnType } from "../core/policy.js";
import type { Condition, DataSource, Order, Row, Selection, Table } from "./source.js";
import { trimFraction } from "./instants.js";
import { statementComment } from "./statement-comment.js";

/**
 * What is needed of a `Kysely` or of one of its transactions. Names of tables and columns come from the generated policy
 * and rows are typed by it, so Kysely's own types, which are parameters of one another, would only cost the compiler time.
 */
export interface Database {
  readonly isTransaction: boolean;
  transaction(): { execute<T>(work: (transaction: Database) => Promise<T>): Promise<T> };
}

/** A piece of SQL, or a whole statement. */
export interface Sql {
  readonly execute: (database: Database) => Promise<{ readonly rows: readonly Row[] }>;
}

/** What is used of Kysely's `sql`: what a template is given is a piece of SQL, or becomes a parameter. */
interface SqlTag {
  (texts: TemplateStringsArray, ...values: readonly unknown[]): Sql;
  readonly id: (...names: readonly string[]) => Sql;
  readonly join: (parts: readonly unknown[], separator?: Sql) => Sql;
  /** Text as it stands: never what callers send. */
  readonly raw: (text: string) => Sql;
}

const sql = kyselySql as never as SqlTag;

/** Where a condition stands: the alias of its table, and the types of its columns where they are known. */
interface Scope {
  readonly depth: number;
  readonly types: ReadonlyMap<string, ColumnType>;
}

/** Compiles a condition to a Kysely expression over the alias `t0`. Values travel as parameters, names are quoted. */
export function conditionSql(condition: Condition, table: Table): Sql {
  return compile(condition, scopeOf(table));
}

/** Rows in PostgreSQL, or in anything that Kysely reaches with PostgreSQL's dialect. */
export class KyselySource implements DataSource {
  readonly #db: Database;
  readonly #end: () => Promise<void>;
  /** The transaction is over, and its connection may already serve somebody else's. */
  #ended = false;
  /** Ends every statement. */
  readonly #comment: string;

  constructor(db: Database, end: () => Promise<void>, comment = "") {
    this.#db = db;
    this.#end = end;
    this.#comment = comment;
  }

  traced(trace: RequestTrace): DataSource {
    return new KyselySource(this.#db, this.#end, statementComment(trace));
  }

  async select({ table, where, order, limit, offset }: Selection): Promise<readonly Row[]> {
    const ordered =
      order.length === 0 ? sql`` : sql`order by ${sql.join(order.map((by) => orderSql(by, table)))}`;
    const query = sql`select ${selected(table)} from ${target(table)} where ${conditionSql(where, table)} ${ordered} limit ${limit} offset ${offset}`;
    return this.#rows(table, query, () => []);
  }

  async count(table: Table, where: Condition): Promise<number> {
    const query = sql`select count(*)::text as total from ${target(table)} where ${conditionSql(where, table)}`;
    const [row] = await this.#run(table, query, () => [{ total: "0" }]);
    return Number(row?.["total"]);
  }

  async insert(table: Table, values: Readonly<Record<string, unknown>>): Promise<Row> {
    const entries = Object.entries(values);
    const names = sql.join(entries.map(([column]) => sql.id(column)));
    const given = sql.join(
      entries.map(([column, value]) => parameter(value, scopeOf(table).types.get(column))),
    );
    const what = entries.length === 0 ? sql`default values` : sql`(${names}) values (${given})`;
    const [row] = await this.#rows(
      table,
      sql`insert into ${target(table)} ${what} returning ${selected(table)}`,
      refuse,
    );
    if (row === undefined) throw new Error(`the database answered no row for an insert into ${table.name}`);
    return row;
  }

  async update(
    table: Table,
    values: Readonly<Record<string, unknown>>,
    where: Condition,
  ): Promise<readonly Row[]> {
    const { types } = scopeOf(table);
    const changes = Object.entries(values).map(
      ([column, value]) => sql`${sql.id(column)} = ${parameter(value, types.get(column))}`,
    );
    if (changes.length === 0)
      return this.#rows(
        table,
        sql`select ${selected(table)} from ${target(table)} where ${conditionSql(where, table)}`,
        () => [],
      );
    return this.#rows(
      table,
      sql`update ${target(table)} set ${sql.join(changes)} where ${conditionSql(where, table)} returning ${selected(table)}`,
      refuse,
    );
  }

  async delete(table: Table, where: Condition): Promise<number> {
    const query = sql`delete from ${target(table)} where ${conditionSql(where, table)} returning 1 as gone`;
    return (await this.#run(table, query, () => [])).length;
  }

  async transaction<T>(work: (source: DataSource) => Promise<T>): Promise<T> {
    if (this.#db.isTransaction) return work(this);
    return this.#db.transaction().execute(async (transaction) => {
      const inside = new KyselySource(transaction, this.#end, this.#comment);
      try {
        return await work(inside);
      } finally {
        inside.#ended = true;
      }
    });
  }

  async ping(): Promise<void> {
    await sql`select 1`.execute(this.#db);
  }

  async close(): Promise<void> {
    await this.#end();
  }

  async #rows(table: Table, query: Sql, unheld: () => readonly never[]): Promise<readonly Row[]> {
    const rows = await this.#run(table, query, unheld);
    const columns = Object.entries(table.columns);
    return rows.map((row) =>
      Object.fromEntries(
        columns.map(([property, { type }], index) => [property, decode(type, row[`c${String(index)}`])]),
      ),
    );
  }

  /** `unheld` says what it means that the database cannot hold a value: no such row on reads, a refusal on writes. */
  async #run(table: Table, query: Sql, unheld: () => readonly Row[]): Promise<readonly Row[]> {
    if (this.#ended) throw new DataPolicyError("the transaction that these rows were read in has ended");
    try {
      return (await sql`${query}${sql.raw(this.#comment)}`.execute(this.#db)).rows;
    } catch (error) {
      return explain(error, table, unheld);
    }
  }
}

function compile(condition: Condition, scope: Scope): Sql {
  switch (condition.kind) {
    case "true":
    case "false":
      return condition.kind === "true" ? sql`true` : sql`false`;
    case "equals":
      return sql`${reference(scope, condition.column)} = ${condition.value}`;
    case "is-null":
      return sql`${reference(scope, condition.column)} is null`;
    case "in":
      return condition.values.length === 0
        ? sql`false`
        : sql`${reference(scope, condition.column)} in (${sql.join(condition.values)})`;
    case "compare":
      return condition.operator === ">"
        ? sql`${ordered(scope, condition.column)} > ${condition.value}`
        : sql`${ordered(scope, condition.column)} < ${condition.value}`;
    case "exists":
      return existsSql(condition, scope);
    case "and":
      return joined(condition.parts, scope, sql` and `, sql`true`);
    case "or":
      return joined(condition.parts, scope, sql` or `, sql`false`);
  }
}

function joined(parts: readonly Condition[], scope: Scope, separator: Sql, empty: Sql): Sql {
  return parts.length === 0
    ? empty
    : sql`(${sql.join(
        parts.map((part) => compile(part, scope)),
        separator,
      )})`;
}

function existsSql(condition: Condition & { kind: "exists" }, outer: Scope): Sql {
  const inner: Scope = { depth: outer.depth + 1, types: new Map() };
  const rows = sql`${sql.id(condition.table)} as ${sql.id(alias(inner))}`;
  const link = sql`${reference(inner, condition.foreign)} = ${reference(outer, condition.local)}`;
  return sql`exists (select 1 from ${rows} where ${link} and ${compile(condition.where, inner)})`;
}

function scopeOf(table: Table): Scope {
  return { depth: 0, types: new Map(Object.values(table.columns).map(({ column, type }) => [column, type])) };
}

function alias(scope: Scope): string {
  return `t${String(scope.depth)}`;
}

function reference(scope: Scope, column: string): Sql {
  return sql.id(alias(scope), column);
}

/** Text is ordered by code point, so that the order does not depend on the database's locale. */
function ordered(scope: Scope, column: string): Sql {
  const name = reference(scope, column);
  return scope.types.get(column) === "text" ? sql`${name} collate "C"` : name;
}

function orderSql({ column, direction }: Order, table: Table): Sql {
  const by = ordered(scopeOf(table), column);
  return direction === "asc" ? sql`${by} asc nulls last` : sql`${by} desc nulls last`;
}

function target(table: Table): Sql {
  return sql`${sql.id(table.name)} as ${sql.id("t0")}`;
}

/** Columns travel under names of our own (`c0`, `c1` …), in spellings that no session setting and no parser of the driver changes. */
function selected(table: Table): Sql {
  const scope = scopeOf(table);
  const columns = Object.values(table.columns);
  return sql.join(
    columns.map((column, index) => sql`${spelled(column, scope)} as ${sql.id(`c${String(index)}`)}`),
  );
}

function spelled({ column, type }: ColumnPolicy, scope: Scope): Sql {
  const name = reference(scope, column);
  switch (type) {
    case "timestamp":
      return sql`to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
    case "date":
      return sql`to_char(${name}, 'YYYY-MM-DD')`;
    case "bigint":
      return sql`${name}::text`;
    default:
      return name;
  }
}

function decode(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === "timestamp") return trimFraction(String(value));
  if (type !== "bigint") return value;
  const exact = String(value);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function parameter(value: unknown, type: ColumnType | undefined): Sql {
  return type === "json" && value !== null ? sql`${JSON.stringify(value)}::jsonb` : sql`${value}`;
}

function refuse(): never {
  throw new InvalidValue(null);
}

/** SQLSTATE codes, PostgreSQL's manual, Appendix A. */
function explain(error: unknown, table: Table, unheld: () => readonly Row[]): readonly Row[] {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "23505") throw new UniqueViolation(table.name);
  if (code === "23503") throw new ReferenceViolation(table.name);
  // Class 22: the text spells no value of the column's type. 23502 and 23514: null or a value outside of an enumeration.
  if (code.startsWith("22")) return unheld();
  if (code === "23502" || code === "23514") throw new InvalidValue(null);
  throw error;
}
