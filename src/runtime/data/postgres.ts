import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { KyselySource } from "./kysely.js";
import type { DataSource } from "./source.js";

/** Longest wait for a free connection, so that work which waits for itself fails instead of standing still. */
export const connectionTimeoutMillis = 10_000;

export interface PostgresOptions {
  /** Greatest number of open connections; 10 where absent. Only for a connection string: a pool has its own. */
  readonly connections?: number;
}

/**
 * Rows in PostgreSQL 13 or newer, reached with a connection string or through a pool of the application's own.
 * `close` ends what was opened here; a pool that was given stays open.
 */
export function postgresSource(database: string | Pool, options: PostgresOptions = {}): DataSource {
  if (typeof database !== "string") return poolSource(database, () => Promise.resolve());
  const pool = new Pool({
    connectionString: database,
    max: options.connections ?? 10,
    connectionTimeoutMillis,
  });
  // The pool has already dropped the idle connection that failed; without a listener the process would end.
  pool.on("error", () => undefined);
  return poolSource(pool, () => pool.end());
}

/** A source over a pool, with what `close` is to do. */
export function poolSource(pool: Pool, end: () => Promise<void>): DataSource {
  return new KyselySource(new Kysely<never>({ dialect: new PostgresDialect({ pool }) }) as never, end);
}
