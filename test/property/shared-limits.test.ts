import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/runtime/core/limits/memory.js";
import type { Demand, LimitStore, Taking } from "../../src/runtime/core/limits/store.js";
import { connectRedis, type RedisConnection } from "../../src/runtime/redis/connection.js";
import { redisLimitStore } from "../../src/runtime/redis/limits.js";
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

const algorithm = fc.constantFrom("fixed-window", "sliding-window", "token-bucket", "leaky-bucket");
const policy = fc.record({
  algorithm,
  limit: fc.integer({ min: 0, max: 40 }),
  window: fc.integer({ min: 100, max: 90_000 }),
});
const event = fc.record({
  /** Milliseconds since the event before. */
  later: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 200_000 })),
  policies: fc.uniqueArray(fc.nat(2), { minLength: 1 }),
  key: fc.constantFrom("a", "b"),
  units: fc.integer({ min: 1, max: 9 }),
  returns: fc.boolean(),
});

describe.skipIf(missing !== null)("limits in Redis", () => {
  it("[C51] decide as the limits of one process do, whatever is asked when", async () => {
    let story = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(policy, { minLength: 3, maxLength: 3 }),
        fc.array(event, { maxLength: 25 }),
        async (quotas, events) => {
          let now = 1_790_000_000_000;
          story += 1;
          const policies = quotas.map((quota, index) => ({
            ...quota,
            name: String(index),
            by: { kind: "address" as const },
            count: "requests" as const,
            at: "application" as const,
          }));
          const shared = redisLimitStore(connection, { prefix: `story-${String(story)}`, now: () => now });
          const local = createMemoryStore();
          for (const { later, policies: chosen, key, units, returns } of events) {
            now += later;
            const demands = chosen.flatMap((index) =>
              policies[index] === undefined ? [] : [{ policy: policies[index], key, units }],
            );
            expect(rounded(await act(shared, demands, returns, now))).toEqual(
              rounded(await act(local, demands, returns, now)),
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

async function act(
  store: LimitStore,
  demands: readonly Demand[],
  returns: boolean,
  now: number,
): Promise<Taking> {
  const taking = await store.take(demands, now);
  if (returns && taking.kind === "granted") await store.giveBack(demands, now);
  return taking;
}

/** Times to the microsecond: two languages may round the last bit of a fraction differently. */
function rounded(taking: Taking): unknown {
  const parts = taking.kind === "granted" ? taking.taken : [taking.by];
  return [
    taking.kind,
    parts.map(({ decision: { allowed, remaining, resetAfter, retryAfter }, policy: { name } }) => [
      name,
      allowed,
      remaining,
      resetAfter.toFixed(3),
      retryAfter.toFixed(3),
    ]),
  ];
}
