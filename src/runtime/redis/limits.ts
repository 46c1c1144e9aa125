import type { Decision } from "../core/limits/algorithms.js";
import type { SharedLimits } from "../core/limits/insured.js";
import type { Demand, Taking } from "../core/limits/store.js";
import { connectRedis, type RedisConnection } from "./connection.js";
import { redisNames, type Names, type RedisStoreOptions } from "./keys.js";
import { giveBackScript, takeScript } from "./limit-scripts.js";
import { runScript, type Script } from "./script.js";

export interface RedisLimitOptions extends RedisStoreOptions {
  /** Milliseconds since the epoch; Redis's own time where absent, which servers with different clocks agree on. */
  readonly now?: () => number;
}

/**
 * Limits that all servers with the same Redis hold together: `redisLimits("redis://localhost:6379")`. While Redis is
 * away each process counts for itself, and says so in the log.
 */
export async function redisLimits(url: string, options: RedisLimitOptions = {}): Promise<SharedLimits> {
  return redisLimitStore(await connectRedis(url, options), options);
}

/**
 * Counts in Redis 6 or newer: every demand of a request is judged and taken by one script, so that any number of
 * processes share one budget exactly. Keys hold digests, never an address or an identity, and expire after two
 * windows, which bounds their number by the rate of requests.
 */
export function redisLimitStore(connection: RedisConnection, options: RedisLimitOptions = {}): SharedLimits {
  const { now } = options;
  const names = redisNames(options);
  const run = (script: Script, demands: readonly Demand[]): Promise<unknown> =>
    runScript(
      connection,
      script,
      demands.map((demand) => keyOf(names, demand)),
      [now === undefined ? "" : String(now()), ...demands.flatMap(quotaOf)],
    );
  return {
    take: async (demands) => readTaking(demands, await run(takeScript, demands)),
    giveBack: async (demands) => {
      await run(giveBackScript, demands);
    },
    probe: async () => {
      await connection.send(["PING"]);
    },
    close: () => connection.close(),
  };
}

/** Quotas that differ in their arithmetic have meters of their own: what a meter says depends on them. */
function keyOf({ keyOf: named }: Names, { policy, key }: Demand): string {
  const { name, algorithm, window } = policy;
  return named("limit", JSON.stringify([name, algorithm, window, key]));
}

function quotaOf({ policy, units }: Demand): readonly string[] {
  return [policy.algorithm, String(policy.limit), String(policy.window), String(units)];
}

function readTaking(demands: readonly Demand[], answer: unknown): Taking {
  if (!Array.isArray(answer) || answer.length !== demands.length * 4)
    throw new Error("an answer of Redis that is none");
  const words = answer.map(Number);
  const taken = demands.map((demand, index) => ({ ...demand, decision: decisionOf(words.slice(index * 4)) }));
  const refused = taken.find(({ decision }) => !decision.allowed);
  return refused === undefined ? { kind: "granted", taken } : { kind: "refused", by: refused };
}

function decisionOf([allowed, remaining = 0, resetAfter = 0, retryAfter = 0]: readonly number[]): Decision {
  return { allowed: allowed === 1, remaining, resetAfter, retryAfter };
}
