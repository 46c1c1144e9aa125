import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaSql } from "../../src/emit/schema-sql.js";
import { and } from "../../src/runtime/data/condition.js";
import { memorySource } from "../../src/runtime/data/memory.js";
import { permission, withinPath } from "../../src/runtime/data/predicate.js";
import type { Condition, DataSource, Table } from "../../src/runtime/data/source.js";
import { tableOf } from "../../src/runtime/data/tables.js";
import { membershipTables } from "../support/membership-tables.js";
import type { Scalar } from "../../src/runtime/core/policy.js";
import { alternative, modelOf } from "../support/data-policy.js";
import { openDatabase, type TestDatabase } from "../support/postgres.js";
import { reachableIds } from "./interpreter.js";
import { policies, question, resourceNames, world, type MemberTable, type World } from "./world.js";

const worlds = 60;
const questionsPerWorld = 50;

const noAccess = { Account: [], Project: [], Task: [] };
const membership = (table: MemberTable) =>
  alternative([
    { kind: "member", table, resource: "resource_id", principal: "user_id", where: { level: ["edit"] } },
  ]);
/** The policies that the tables are made for: every membership, whatever a world's own policies say. */
const storage = policies({
  ...noAccess,
  Account: [membership("account_members")],
  Task: [membership("task_members")],
});
const memberTables = membershipTables(storage);

let database: TestDatabase;

beforeAll(async () => {
  database = await openDatabase(schemaSql({ resources: Object.values(storage).map(modelOf) }));
});

afterAll(() => database.close());

describe("predicates over random policies, principals and rows", () => {
  it("[C24] [C26] [C39] PostgreSQL, the in-memory oracle and a plain interpreter reach the same rows", async () => {
    const tally = { cases: 0, some: 0, all: 0 };
    const questions = fc.array(question, { minLength: questionsPerWorld, maxLength: questionsPerWorld });
    const property = fc.asyncProperty(world, questions, async (drawn, asked) => {
      const memory = memorySource();
      await fill(memory, drawn);
      await database.sql("truncate accounts, projects, tasks, account_members, task_members");
      await database.source.transaction((source) => fill(source, drawn));
      const resources = policies(drawn.access);
      for (const one of asked) {
        const granted = permission(resources, one.resource, one.action, one.principal);
        const where = and(withinPath(resources, one.resource, one.parents), granted.condition);
        const table = tableOf(resources[one.resource]);
        const expected = reachableIds(drawn, one);
        const rows = drawn.rows[one.resource].length;
        expect(await ids(memory, table, where), describeCase("memory", one)).toEqual(expected);
        expect(await ids(database.source, table, where), describeCase("database", one)).toEqual(expected);
        tally.cases += 1;
        tally.some += Number(expected.length > 0 && expected.length < rows);
        tally.all += Number(expected.length === rows);
      }
    });
    await fc.assert(property, { numRuns: worlds });
    expect(tally.cases).toBeGreaterThanOrEqual(2000);
    // Agreement on nothing would prove nothing: many cases must reach some rows and not others.
    expect(tally.some / tally.cases).toBeGreaterThan(0.05);
    expect(tally.all).toBeGreaterThan(0);
  }, 300_000);
});

async function fill(source: DataSource, drawn: World): Promise<void> {
  for (const name of resourceNames) {
    const policy = storage[name];
    for (const cells of drawn.rows[name]) {
      const values = Object.entries(cells).map(([property, value]) => [
        policy.columns[property]?.column,
        value,
      ]);
      await source.insert(tableOf(policy), Object.fromEntries(values));
    }
  }
  for (const table of memberTables) {
    for (const row of drawn.members[table.name as MemberTable]) await source.insert(table, row);
  }
}

async function ids(source: DataSource, table: Table, where: Condition): Promise<readonly Scalar[]> {
  const order = [{ column: "id", direction: "asc" }] as const;
  const rows = await source.select({ table, where, order, limit: 100, offset: 0 });
  return rows.map((row) => row["id"] as Scalar);
}

function describeCase(where: string, asked: object): string {
  return `${where}: ${JSON.stringify(asked)}`;
}
