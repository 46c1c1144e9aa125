import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { openEmbedded } from "../../src/runtime/data/pglite.js";
import { postgresSource } from "../../src/runtime/data/postgres.js";
import type { DataSource } from "../../src/runtime/data/source.js";

export interface TestDatabase {
  /** `postgresql` where `DATABASE_URL` names a server, else `pglite`. */
  readonly kind: "postgresql" | "pglite";
  readonly source: DataSource;
  /** Runs statements as the owner of the database, past every fence: for seeds and for looking behind it. */
  sql(text: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

const server = process.env["DATABASE_URL"];

/**
 * A fresh database with this schema: a new one on the server of `DATABASE_URL` (whose user may create databases), else
 * an embedded one in memory.
 */
export function openDatabase(schema: string): Promise<TestDatabase> {
  return server === undefined || server === "" ? openPglite(schema) : openOnServer(server, schema);
}

async function openPglite(schema: string): Promise<TestDatabase> {
  const { pool, close } = await openEmbedded({ directory: null, schema });
  return { kind: "pglite", source: postgresSource(pool), sql: runner(pool), close };
}

async function openOnServer(url: string, schema: string): Promise<TestDatabase> {
  const name = `ringfence_${randomUUID().replaceAll("-", "")}`;
  await onServer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const pool = new Pool({ connectionString: own.href, max: 4 });
  await pool.query(schema);
  const close = async (): Promise<void> => {
    await pool.end();
    await onServer(url, `drop database ${name} with (force)`);
  };
  return { kind: "postgresql", source: postgresSource(pool), sql: runner(pool), close };
}

async function onServer(url: string, statement: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    await pool.query(statement);
  } finally {
    await pool.end();
  }
}

function runner(pool: Pool): TestDatabase["sql"] {
  return async (text, parameters = []) =>
    (await pool.query<Record<string, unknown>>(text, [...parameters])).rows;
}
