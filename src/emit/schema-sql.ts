import { recalling } from "../document/remember.js";
import type { Model } from "../model/model.js";
import { sqlTables, uniqueBy, type SqlReference, type SqlTable } from "./sql-tables.js";
import { sqlIdentifier } from "./sql-text.js";

const header = `-- Tables for the resources of the API, for PostgreSQL 13 or newer. Applying it twice changes nothing.
-- Text is ordered by code point (collate "C"), as the generated repositories order it.
`;

/**
 * Tables, keys, references and indexes for every resource and membership of the model, as `deploy/schema.sql`.
 * Not null is only what the fence or a client always fills in, so that rows the document knows little about can be
 * stored all the same.
 */
export function schemaSql(model: Pick<Model, "resources">): string {
  return texts(model.resources, [], () => [header, ...sqlTables(model).map(tableSql)].join("\n"));
}

const texts = recalling<string>();

function tableSql(table: SqlTable): string {
  const lines = [
    ...table.columns.map(({ name, definition: rest }) => `${sqlIdentifier(name)} ${rest}`),
    ...(table.key.length === 0 ? [] : [`primary key (${table.key.map(sqlIdentifier).join(", ")})`]),
    ...table.references.map(referenceSql),
  ];
  const create = `create table if not exists ${sqlIdentifier(table.name)} (\n  ${lines.join(",\n  ")}\n);\n`;
  const indexes = uniqueBy(table.indexed, (column) => column).filter((column) => table.key[0] !== column);
  return [
    create,
    ...table.unique.map((columns) => uniqueSql(table.name, columns)),
    ...indexes.map((column) => indexSql(table.name, column)),
  ].join("");
}

/** A unique index, not a constraint: only an index can be created if it does not exist. */
function uniqueSql(table: string, columns: readonly string[]): string {
  const name = sqlIdentifier(`${table}_${columns.join("_")}_key`);
  return `create unique index if not exists ${name} on ${sqlIdentifier(table)} (${columns.map(sqlIdentifier).join(", ")});\n`;
}

function referenceSql({ column, table, key }: SqlReference): string {
  return `foreign key (${sqlIdentifier(column)}) references ${sqlIdentifier(table)} (${sqlIdentifier(key)}) on delete cascade`;
}

function indexSql(table: string, column: string): string {
  const name = sqlIdentifier(`${table}_${column}_idx`);
  return `create index if not exists ${name} on ${sqlIdentifier(table)} (${sqlIdentifier(column)});\n`;
}
