import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@redis/client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import { openDocument, openOperation } from "../support/generated-server.js";
import { missingRedis, startRedis, type TestRedis } from "../support/redis.js";
import { typeErrors } from "../support/compile.js";
import { buildServer, startProcess, type ServerProcess } from "../support/server-processes.js";

const missing = await missingRedis();
const limit = 50;
const algorithms = ["fixed-window", "sliding-window", "token-bucket", "leaky-bucket"] as const;
/** What passes at once: a leaky bucket holds a tenth of its limit. */
const burst = {
  "fixed-window": limit,
  "sliding-window": limit,
  "token-bucket": limit,
  "leaky-bucket": limit / 10,
};

/** Windows of a day, so that nothing comes back while a test runs. */
function limitedDocument(): JsonObject {
  const paths = Object.fromEntries(
    algorithms.map((algorithm) => {
      const operation = openOperation(algorithm);
      const security = { ...(operation["x-security"] as JsonObject), rateLimit: ["default", algorithm] };
      return [`/${algorithm}`, { get: { ...operation, "x-security": security } }];
    }),
  );
  const every = openOperation("every");
  const security = { ...(every["x-security"] as JsonObject), rateLimit: algorithms };
  const document = openDocument({ ...paths, "/every": { get: { ...every, "x-security": security } } });
  const { rateLimits, ...rest } = document["x-security"] as JsonObject;
  const own = algorithms.map(
    (algorithm) => [algorithm, { by: "address", limit, window: "1d", algorithm }] as const,
  );
  return {
    ...document,
    "x-security": { ...rest, rateLimits: { ...(rateLimits as JsonObject), ...Object.fromEntries(own) } },
  };
}

const main = `
const answer = async () => ({ status: 200, body: { pid: process.pid } });
const handlers = Object.fromEntries(Object.keys(api.policy.operations).map((id) => [id, answer]));
await listen(await api.createServer({ handlers, limits: await api.redisLimits(process.env.REDIS_URL) }));
`;

describe.skipIf(missing !== null)("limits that processes share", () => {
  let redis: TestRedis;
  let file: string;
  let servers: readonly ServerProcess[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    file = await buildServer("e2e-shared-limits", limitedDocument(), main, { redis: true });
  });
  afterEach(async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
  });
  afterAll(() => redis.close());

  const start = async (count: number): Promise<void> => {
    const env = { REDIS_URL: redis.url };
    servers = await Promise.all(Array.from({ length: count }, () => startProcess(file, env)));
  };
  const statuses = (requests: readonly string[]): Promise<readonly number[]> =>
    Promise.all(requests.map(async (url) => (await fetch(url)).status));

  it("compiles under the strictest flags", () => {
    const folder = file.replace("main.mjs", "");
    const entry = { path: "api/index.ts", text: "" };
    expect(typeErrors(folder, [entry])).toEqual([]);
  });

  it("[C51] grants four processes exactly one budget, under every algorithm", async () => {
    await start(4);
    for (const algorithm of algorithms) {
      const urls = Array.from(
        { length: 200 },
        (_, index) => `${servers[index % 4]?.base ?? ""}/${algorithm}`,
      );
      const answers = await statuses(urls);
      const allowed = answers.filter((status) => status === 200).length;
      console.log(
        `${algorithm}: ${String(urls.length)} sent, ${String(allowed)} allowed, limit ${String(burst[algorithm])}`,
      );
      expect(allowed).toBe(burst[algorithm]);
      expect(answers.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    }
  });

  it("[C50] judges all policies that count by address in one round trip", async () => {
    await start(1);
    const client = createClient({ url: redis.url });
    client.on("error", () => undefined);
    await client.connect();
    await client.flushAll();
    const scripts = async (): Promise<number> =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(await client.info("commandstats"))?.[1] ?? 0);
    await statuses([`${servers[0]?.base ?? ""}/every`]);
    const before = await scripts();
    const answer = await fetch(`${servers[0]?.base ?? ""}/every`);
    expect(answer.headers.get("ratelimit-policy")?.split(",")).toHaveLength(algorithms.length);
    expect((await scripts()) - before).toBe(1);
    client.destroy();
  });

  it.each([
    ["killed", (store: TestRedis) => store.kill(), (store: TestRedis) => store.start()],
    ["stopped", (store: TestRedis) => store.pause(), (store: TestRedis) => store.resume()],
  ] as const)(
    "[C51] counts for itself while Redis is %s, says so, and comes back",
    async (_, lose, regain) => {
      await start(1);
      const [server] = servers;
      if (server === undefined) throw new Error("no server");
      const url = `${server.base}/token-bucket`;
      let asking = true;
      const seen: number[] = [];
      const load = (async () => {
        while (asking) {
          seen.push(...(await statuses([url, url, url])));
          await sleep(10);
        }
      })();
      const event = (name: string): boolean => server.log.some((line) => line["event"] === name);
      await lose(redis);
      await until(() => event("limits_store_lost"));
      await sleep(300);
      const before = seen.length;
      await regain(redis);
      const since = performance.now();
      await until(() => event("limits_store_back"));
      console.log(`recovered ${String(Math.round(performance.now() - since))} ms after Redis answered again`);
      await until(() => seen.length > before);
      asking = false;
      await load;
      expect(seen.filter((status) => status !== 200 && status !== 429)).toEqual([]);
      // One budget before, one of its own meanwhile, one of the new or continued store.
      expect(seen.filter((status) => status === 200).length).toBeLessThanOrEqual(3 * limit);
      expect(seen.filter((status) => status === 429).length).toBeGreaterThan(0);
    },
  );
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}
