import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Pool } from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Steps from "../../examples/orders/demo/step.js";
import type * as Worlds from "../../examples/orders/demo/world.js";
import { openDatabase, type TestDatabase } from "../support/postgres.js";

const example =
  process.env["RINGFENCE_EXAMPLE"] ?? fileURLToPath(new URL("../../examples/orders", import.meta.url));

const load = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(`${example}/${file}`).href)) as T;

const onServer = (process.env["DATABASE_URL"] ?? "") !== "";

let database: TestDatabase;
let world: Worlds.World;
let call: (call: Steps.Call) => Promise<Steps.Answer>;
const log: string[] = [];

beforeAll(async () => {
  const { createWorld } = await load<typeof Worlds>("demo/world.ts");
  const { send } = await load<typeof Steps>("demo/step.ts");
  database = await openDatabase(readFileSync(`${example}/deploy/schema.sql`, "utf8"));
  const logger = pino({ level: "trace" }, { write: (line: string) => void log.push(line) });
  world = await createWorld({ source: database.source, logger });
  call = (request) => send(world.baseUrl, request);
});

afterAll(async () => {
  await world.server.close();
  await database.close();
});

describe("a request's trace", () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** Lets the database itself write down what it was asked when an order was inserted. */
  async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    await database.sql("create table statements (id serial, text text)");
    await database.sql(
      "create function note_statement() returns trigger language plpgsql as " +
        "$$ begin insert into statements (text) values (current_query()); return new; end $$",
    );
    await database.sql(
      "create trigger note before insert on orders for each row execute function note_statement()",
    );
    await work();
    const rows = await database.sql("select text from statements order by id");
    await database.sql("drop trigger note on orders");
    return rows.map((row) => String(row["text"]));
  }

  it("[C64] reaches the statements that the database runs, with the request's id", async () => {
    let answer: Steps.Answer | undefined;
    const statements = await statementsOf(async () => {
      answer = await call({
        method: "POST",
        path: "/orders",
        token: world.alice.token,
        headers: { traceparent, "x-request-id": "trace-me.1" },
        body: { reference: "traced" },
      });
    });
    expect(answer?.status).toBe(201);
    expect(statements).toHaveLength(1);
    expect(statements[0]).toContain(
      "/*request_id='trace-me.1',traceparent='00-0af7651916cd43dd8448eb211c80319c-",
    );
    expect(statements[0]).toContain(answer?.headers.get("traceparent"));
  });

  it.skipIf(!onServer)(
    "[C64] is seen by who looks at PostgreSQL's connections (skipped: needs DATABASE_URL)",
    async () => {
      const headers = { "x-request-id": "trace-me.2" };
      const answer = await call({ path: "/orders", token: world.alice.token, headers });
      expect(answer.status).toBe(200);
      const looking = new Pool({ connectionString: process.env["DATABASE_URL"], max: 1 });
      const seen = await looking.query("select query from pg_stat_activity where query like $1", [
        "%/*request_id='trace-me.2'%",
      ]);
      await looking.end();
      expect(seen.rowCount).toBeGreaterThan(0);
    },
  );

  it("[C39] [C64] ends no comment: what could is not taken for an id", async () => {
    const headers = { "x-request-id": "x*/;drop table orders;--" };
    const answer = await call({ path: "/orders", token: world.alice.token, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect((await call({ path: "/orders", token: world.alice.token })).status).toBe(200);
  });
});
