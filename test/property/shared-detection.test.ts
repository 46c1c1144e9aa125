import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryDetection } from "../../src/runtime/core/detection/memory.js";
import type { DetectionStore } from "../../src/runtime/core/detection/store.js";
import { connectRedis, type RedisConnection } from "../../src/runtime/redis/connection.js";
import { unknown } from "../../src/runtime/core/detection/judge.js";
import { digest } from "../../src/runtime/core/digest.js";
import { redisDetectionStore } from "../../src/runtime/redis/detection.js";
import { redisNames } from "../../src/runtime/redis/keys.js";
import { missingRedis, startRedis, type TestRedis } from "../support/redis.js";

const missing = await missingRedis();

let redis: TestRedis;
let connection: RedisConnection;
beforeAll(async () => {
  if (missing !== null) return;
  redis = await startRedis();
  connection = await connectRedis(redis.url, { timeout: 5000 });
});
afterAll(async () => {
  if (missing !== null) return;
  await connection.close();
  await redis.close();
});

const key = fc.constantFrom("a", "b c", "ü\n'");
const span = fc.constantFrom(1000, 60_000, 1_800_000);
const later = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 2000 }),
  fc.integer({ min: 0, max: 2_000_000 }),
);
const question = fc.oneof(
  fc.record({
    kind: fc.constant("note" as const),
    key,
    value: fc.constantFrom("x", "y", "z", "?"),
    distinct: fc.boolean(),
    keep: fc.integer({ min: 1, max: 6 }),
    within: span,
  }),
  fc.record({ kind: fc.constant("use" as const), key, memory: span }),
  fc.record({ kind: fc.constant("claim" as const), key, quiet: span }),
);

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;

function ask(store: DetectionStore, asked: Question, now: number): Promise<unknown> {
  switch (asked.kind) {
    case "note":
      return store.note(asked, now);
    case "use":
      // Since when there is a history is Redis's to say: it is older than any process.
      return store.use(asked.key, asked.memory, now).then(({ before }) => before);
    case "claim":
      return store.claim(asked.key, asked.quiet, now);
  }
}

describe.skipIf(missing !== null)("detection in Redis", () => {
  it("[C67] [C68] [C69] remembers what the memory of one process does, whatever is asked when", async () => {
    let story = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(later, question), { maxLength: 30 }), async (questions) => {
        let now = 1_790_000_000_000;
        story += 1;
        const shared = redisDetectionStore(connection, { prefix: `story-${String(story)}`, now: () => now });
        const local = createMemoryDetection(now);
        for (const [passed, asked] of questions) {
          now += passed;
          expect(await ask(shared, asked, now)).toEqual(await ask(local, asked, now));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("[C69] knows since when it remembers, also after the process that began is gone", async () => {
    let now = 1_790_000_000_000;
    const open = (): DetectionStore => redisDetectionStore(connection, { prefix: "history", now: () => now });
    expect(await open().use("alice", 60_000, now)).toEqual({ before: null, since: now });
    now += 5000;
    expect(await open().use("bob", 60_000, now)).toEqual({ before: null, since: now - 5000 });
    expect(await open().use("alice", 60_000, now)).toEqual({ before: now - 5000, since: now - 5000 });
  });

  it("[C65] stores no key in clear", async () => {
    const store = redisDetectionStore(connection, { prefix: "private" });
    await store.note({ key: "failures 192.0.2.7", value: "x", distinct: false, keep: 3, within: 1000 }, 0);
    await store.use('uses ["acme","alice@example.com","grant"]', 1000, 0);
    const keys = JSON.stringify(await connection.send(["KEYS", "private*"]));
    expect(keys).toContain("private:seen:");
    expect(keys).not.toMatch(/192|alice|acme/);
  });

  it("[C65] with a pepper stores nothing that could be found by trying, and answers the same", async () => {
    const value = digest("alice@example.com");
    const note = { key: "failures 192.0.2.7", distinct: false, keep: 3, within: 60_000 };
    const store = redisDetectionStore(connection, { prefix: "peppered", pepper: "of chance ".repeat(4) });
    await store.note({ ...note, value }, 0);
    await store.note({ ...note, value: unknown }, 0);
    const entries = await store.note({ ...note, value }, 0);
    expect(entries.map((entry) => entry.value === unknown)).toEqual([false, true, false]);
    expect(entries[0]?.value).toBe(entries[2]?.value);
    const [key = ""] = (await connection.send(["KEYS", "peppered*"])) as readonly string[];
    const plain = redisNames({ prefix: "peppered" }).keyOf("seen", note.key);
    expect([key.length, key === plain]).toEqual([plain.length, false]);
    expect(await connection.send(["GET", key])).not.toContain(value);
    expect(() => redisDetectionStore(connection, { pepper: "short" })).toThrow(RangeError);
  });
});
