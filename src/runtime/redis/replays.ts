import type { ReplayMemory } from "../core/authentication/dpop/replays.js";
import { connectRedis, type RedisConnection } from "./connection.js";
import { redisNames, type RedisStoreOptions } from "./keys.js";

/** How Redis is used. */
export type RedisReplayOptions = RedisStoreOptions;

/**
 * Proofs that all servers with the same Redis know: `redisReplays("redis://localhost:6379")`. While Redis is away nobody
 * can say whether a proof was shown before, and requests with one are answered 503.
 */
export async function redisReplays(url: string, options: RedisReplayOptions = {}): Promise<ReplayMemory> {
  return redisReplayMemory(await connectRedis(url, options), options);
}

/** Entries are digests that expire when their proofs are too old; one round trip sets one, or finds that it is there. */
export function redisReplayMemory(
  connection: RedisConnection,
  options: RedisReplayOptions = {},
): ReplayMemory {
  const { keyOf } = redisNames(options);
  return {
    firstTime: async (proof, milliseconds) => {
      const lifetime = String(Math.max(1, Math.ceil(milliseconds)));
      const answer = await connection.send(["SET", keyOf("proof", proof), "1", "PX", lifetime, "NX"]);
      if (answer !== "OK" && answer !== null) throw new Error("an answer of Redis that is none");
      return answer === "OK";
    },
    close: () => connection.close(),
  };
}
