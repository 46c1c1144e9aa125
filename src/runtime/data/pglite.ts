import { mkdir } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import { Pool, type PoolConfig } from "pg";
import { connectionTimeoutMillis, poolSource } from "./postgres.js";
import type { DataSource } from "./source.js";

export interface PgliteOptions {
  /** Folder of the database, made where it is missing; null keeps everything in memory. */
  readonly directory: string | null;
  /** Statements that make the tables where they do not exist yet: the text of `schema.sql`. */
  readonly schema: string;
}

/** An embedded PostgreSQL and the pool that reaches it. */
export interface EmbeddedDatabase {
  readonly pool: Pool;
  close(): Promise<void>;
}

/** Rows in a PostgreSQL that runs inside the process, for development, tests and small services. */
export async function pgliteSource(options: PgliteOptions): Promise<DataSource> {
  const { pool, close } = await openEmbedded(options);
  return poolSource(pool, close);
}

/** Starts the embedded database and applies the schema. One connection: the embedded server has no second one. */
export async function openEmbedded({ directory, schema }: PgliteOptions): Promise<EmbeddedDatabase> {
  if (directory !== null) await mkdir(directory, { recursive: true });
  const database = await PGlite.create(directory === null ? "memory://" : directory);
  await database.exec(schema);
  const config: PoolConfig = { ...createPgConfig(database), max: 1, connectionTimeoutMillis };
  const pool = new Pool(config);
  const close = async (): Promise<void> => {
    await pool.end();
    await database.close();
  };
  return { pool, close };
}
