import type { SharedDetection } from "../core/detection/insured.js";
import { unknown } from "../core/detection/judge.js";
import type { Entry } from "../core/detection/store.js";
import { connectRedis, type RedisConnection } from "./connection.js";
import { claimScript, noteScript, useScript } from "./detection-scripts.js";
import { redisNames, type RedisStoreOptions } from "./keys.js";
import { runScript, type Script } from "./script.js";

export interface RedisDetectionOptions extends RedisStoreOptions {
  /** Milliseconds since the epoch; Redis's own time where absent, which servers with different clocks agree on. */
  readonly now?: () => number;
}

/**
 * What all servers with the same Redis saw together: `redisDetection("redis://localhost:6379")`. It also outlives
 * restarts, which first uses of privileges need: the memory of a process begins anew with it.
 */
export async function redisDetection(
  url: string,
  options: RedisDetectionOptions = {},
): Promise<SharedDetection> {
  return redisDetectionStore(await connectRedis(url, options), options);
}

/** Remembers in Redis 6 or newer. Keys and values are digests: no address, subject or identity is stored. All of it expires. */
export function redisDetectionStore(
  connection: RedisConnection,
  options: RedisDetectionOptions = {},
): SharedDetection {
  const { now } = options;
  const { keyOf, valueOf, prefix } = redisNames(options);
  const run = (script: Script, keys: readonly string[], words: readonly string[]): Promise<unknown> =>
    runScript(connection, script, keys, [now === undefined ? "" : String(now()), ...words]);
  return {
    note: async ({ key, value, distinct, keep, within }) => {
      const kept = value === unknown ? value : valueOf(value);
      const words = [kept, distinct ? "1" : "0", String(keep), String(within)];
      return readEntries(await run(noteScript, [keyOf("seen", key)], words));
    },
    use: async (key, memory) => {
      const answer = await run(useScript, [keyOf("used", key), `${prefix}:used-since`], [String(memory)]);
      const [before, since] = Array.isArray(answer) ? answer.map(String) : [];
      return { before: before === "" || before === undefined ? null : Number(before), since: Number(since) };
    },
    claim: async (key, quiet) => {
      return Number(await run(claimScript, [keyOf("raised", key)], [String(quiet)])) === 1;
    },
    probe: async () => {
      await connection.send(["PING"]);
    },
    close: () => connection.close(),
  };
}

function readEntries(answer: unknown): readonly Entry[] {
  if (typeof answer !== "string") throw new Error("an answer of Redis that is none");
  return answer.split("\n").flatMap((line): readonly Entry[] => {
    const [at, value] = line.split(" ");
    return at === undefined || value === undefined ? [] : [{ at: Number(at), value }];
  });
}
