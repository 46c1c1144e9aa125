import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { InvalidValue } from "../../../../src/runtime/core/data-errors.js";
import { conditionSql } from "../../../../src/runtime/data/kysely.js";
import { memorySource } from "../../../../src/runtime/data/memory.js";
import { pgliteSource } from "../../../../src/runtime/data/pglite.js";
import type { Condition, Table } from "../../../../src/runtime/data/source.js";
import { Kysely, PostgresDialect, type RawBuilder } from "kysely";
import { column } from "../../../support/data-policy.js";

const table: Table = {
  name: "notes",
  columns: { id: column("id", "integer"), text: column("text") },
  key: ["id"],
};
const schema = "create table if not exists notes (id integer primary key, text text)";
const always: Condition = { kind: "true" };

it("the embedded database keeps rows in its folder, and applies its schema again without harm", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ringfence-data-"));
  try {
    const options = { directory: join(folder, "deep", "data"), schema };
    const first = await pgliteSource(options);
    await first.insert(table, { id: 1, text: "kept" });
    await expect(
      first.transaction((source) => source.transaction((inner) => inner.insert(table, { id: "x" }))),
    ).rejects.toThrow(InvalidValue);
    // A condition that did not pass the compiler of predicates: what the column cannot hold means no row, not a failure.
    expect(await first.count(table, { kind: "equals", column: "id", value: "x" })).toBe(0);
    expect(
      await first.select({
        table,
        where: { kind: "equals", column: "text", value: "\0" },
        order: [],
        limit: 1,
        offset: 0,
      }),
    ).toEqual([]);
    expect(await first.delete(table, { kind: "equals", column: "id", value: 1e20 })).toBe(0);
    await first.close();
    const second = await pgliteSource(options);
    expect(await second.select({ table, where: always, order: [], limit: 9, offset: 0 })).toEqual([
      { id: 1, text: "kept" },
    ]);
    await second.close();
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);

it("[C39] conditions become SQL in which every value is a parameter and every name is quoted", () => {
  const pool = { connect: () => Promise.reject(new Error("not used")), end: () => Promise.resolve() };
  const compiler = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool }) });
  const condition: Condition = {
    kind: "and",
    parts: [
      { kind: "equals", column: `a"b`, value: "'; --" },
      {
        kind: "or",
        parts: [
          { kind: "in", column: "text", values: ["x", "y"] },
          { kind: "is-null", column: "text" },
          { kind: "in", column: "id", values: [] },
        ],
      },
      { kind: "compare", column: "text", operator: ">", value: "v" },
      { kind: "compare", column: "id", operator: "<", value: 3 },
      {
        kind: "exists",
        table: `m"x`,
        foreign: "note_id",
        local: "id",
        where: { kind: "equals", column: "who", value: "me" },
      },
      { kind: "and", parts: [] },
      { kind: "or", parts: [] },
    ],
  };
  const compiled = (conditionSql(condition, table) as never as RawBuilder<unknown>).compile(compiler);
  expect(compiled.sql).toMatchInlineSnapshot(
    `"("t0"."a""b" = $1 and ("t0"."text" in ($2, $3) or "t0"."text" is null or false) and "t0"."text" collate "C" > $4 and "t0"."id" < $5 and exists (select 1 from "m""x" as "t1" where "t1"."note_id" = "t0"."id" and "t1"."who" = $6) and true and false)"`,
  );
  expect(compiled.parameters).toEqual(["'; --", "x", "y", "v", 3, "me"]);
});

it("rows in memory are copies: nobody changes the store by changing a value", async () => {
  const source = memorySource();
  const json: Table = { ...table, columns: { ...table.columns, data: column("data", "json") } };
  const data = { list: [1] };
  const row = await source.insert(json, { id: 1, data });
  data.list.push(2);
  (row["data"] as { list: number[] }).list.push(3);
  expect(await source.select({ table: json, where: always, order: [], limit: 1, offset: 0 })).toEqual([
    { id: 1, text: null, data: { list: [1] } },
  ]);
});
