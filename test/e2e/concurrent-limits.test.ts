import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import { keyScheme, keySecret } from "../support/api-keys.js";
import { openOperation } from "../support/generated-server.js";
import { missingRedis, startRedis, type TestRedis } from "../support/redis.js";
import { buildServer, startProcess, type ServerProcess } from "../support/server-processes.js";

const missing = await missingRedis();

/** Windows of a day, so that nothing comes back while a test runs. */
const ofDay = (by: JsonObject[string], limit: number, rest: JsonObject = {}): JsonObject => ({
  by,
  limit,
  window: "1d",
  ...rest,
});
const guesses = 5;
const ofTenant = 20;
const ofCredential = 100;
const cost = 7;

const keyed = (operationId: string, security: JsonObject): JsonObject => ({
  operationId,
  security: [{ key: [] }],
  "x-security": security,
  responses: { "200": { description: "Done.", content: { "application/json": { schema: {} } } } },
});
const text = { type: "string", maxLength: 100 };
const credentials = {
  type: "object",
  required: ["email", "password"],
  properties: {
    email: text,
    password: { ...text, writeOnly: true, "x-security": { sensitive: "credential" } },
  },
};
const document: JsonObject = {
  openapi: "3.1.0",
  info: { title: "Concurrent", version: "1" },
  "x-security": {
    rateLimits: {
      edge: ofDay("address", 1_000_000, { at: "edge" }),
      default: ofDay("credential", 1_000_000),
      "login-id": ofDay({ body: "/email" }, guesses, { count: "failures" }),
      "login-ip": ofDay("address", 1_000_000),
      team: ofDay("tenant", ofTenant),
      costly: ofDay("credential", ofCredential),
    },
  },
  paths: {
    "/login": {
      post: openOperation("login", {
        "x-security": {
          public: "credentials come from here",
          authenticates: { identity: { body: "/email" } },
          rateLimit: ["login-ip", "login-id"],
        },
        requestBody: { required: true, content: { "application/json": { schema: credentials } } },
      }),
    },
    "/team": { get: keyed("team", { rateLimit: ["default", "team"] }) },
    "/costly": { get: keyed("costly", { rateLimit: ["costly"], cost }) },
  },
  components: { securitySchemes: keyScheme },
};

const keys = Object.fromEntries(
  ["a", "b"].flatMap((tenant) =>
    [1, 2, 3].map((each) => {
      const name = `${tenant}${String(each)}`;
      return [`key-of-${name}`, { subject: name, tenant }] as const;
    }),
  ),
);

/** Handlers that take a while, so that requests of one burst are under way together. */
const main = `
const judge = async ({ body }) => {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
  return body.password === "right" ? { status: 200, body: {} } : { kind: "problem", status: 401 };
};
const done = async () => ({ status: 200, body: {} });
const url = process.env.REDIS_URL;
const shared = url === undefined ? {} : { limits: await api.redisLimits(url, { timeout: 5000 }) };
await listen(await api.createServer({ handlers: { login: judge, team: done, costly: done }, ...shared }));
`;

describe.each([
  { where: "in one process", processes: 1, isShared: false },
  { where: "in four processes on Redis", processes: 4, isShared: true },
])("limits under concurrency, $where", ({ where, processes, isShared }) => {
  describe.skipIf(isShared && missing !== null)(`with ${isShared ? "Redis" : "no store"}`, () => {
    let redis: TestRedis | null = null;
    let servers: readonly ServerProcess[] = [];
    beforeAll(async () => {
      redis = isShared ? await startRedis() : null;
      const name = `e2e-concurrent-${isShared ? "redis" : "process"}`;
      const file = await buildServer(name, document, main, { redis: isShared });
      const env = { API_KEYS: keySecret(keys), ...(redis === null ? {} : { REDIS_URL: redis.url }) };
      servers = await Promise.all(Array.from({ length: processes }, () => startProcess(file, env)));
    }, 120_000);
    afterAll(async () => {
      await Promise.all(servers.map(({ stop }) => stop()));
      await redis?.close();
    });

    let turn = 0;
    const send = async (path: string, init: RequestInit): Promise<number> => {
      turn += 1;
      const answer = await fetch(`${servers[turn % processes]?.base ?? ""}${path}`, init);
      await answer.arrayBuffer();
      return answer.status;
    };
    const login = (email: string, password: string): Promise<number> =>
      send("/login", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password }),
      });
    const get = (path: string, key: string): Promise<number> => send(path, { headers: { "x-api-key": key } });
    const atOnce = (count: number, one: (index: number) => Promise<number>): Promise<readonly number[]> =>
      Promise.all(Array.from({ length: count }, (_, index) => one(index)));
    const those = (answers: readonly number[], status: number): number =>
      answers.filter((each) => each === status).length;
    const tell = (what: string, sent: number, allowed: number, limit: number): void => {
      console.log(
        `${what}, ${where}: ${String(sent)} sent, ${String(allowed)} allowed, limit ${String(limit)}`,
      );
    };

    it("[C17] [C49] of failures sent at once no more are judged than the limit says, however the name is written", async () => {
      const spellings = [
        "guessed@example.com",
        " Guessed@Example.com",
        "ｇｕｅｓｓｅｄ@example.com",
        "GUESSED@EXAMPLE.COM ",
      ];
      const answers = await atOnce(200, (index) => login(spellings[index % 4] ?? "", "wrong"));
      tell("failures", 200, those(answers, 401), guesses);
      expect(those(answers, 401)).toBe(guesses);
      expect(those(answers, 429)).toBe(200 - guesses);
      expect(await login("guessed@example.com", "right")).toBe(429);
      expect(await login("another@example.com", "right")).toBe(200);
    });

    it("[C17] [C49] successes give their unit back: they make no room for failures, and failures none for them", async () => {
      const name = "busy@example.com";
      const alone: number[] = [];
      for (let count = 0; count < 4 * guesses; count += 1) alone.push(await login(name, "right"));
      expect(those(alone, 200)).toBe(4 * guesses);
      const answers = await atOnce(200, (index) => login(name, index % 2 === 0 ? "right" : "wrong"));
      tell("failures among successes", 100, those(answers, 401), guesses);
      expect(those(answers, 401)).toBeLessThanOrEqual(guesses);
      const rest = await atOnce(50, () => login(name, "wrong"));
      expect(those([...answers, ...rest], 401)).toBe(guesses);
      expect(await login(name, "right")).toBe(429);
    });

    it("[C49] a tenant has one budget for all of its callers, and no other's", async () => {
      const answers = await atOnce(180, (index) => get("/team", `key-of-a${String((index % 3) + 1)}`));
      tell("tenant", 180, those(answers, 200), ofTenant);
      expect([those(answers, 200), those(answers, 429)]).toEqual([ofTenant, 180 - ofTenant]);
      expect(await get("/team", "key-of-b1")).toBe(200);
    });

    it("[C49] an operation that costs more takes so much, of each credential's own budget", async () => {
      for (const key of ["key-of-a1", "key-of-a2"]) {
        const answers = await atOnce(60, () => get("/costly", key));
        const most = Math.floor(ofCredential / cost);
        tell(`cost ${String(cost)}`, 60, those(answers, 200), most);
        expect([those(answers, 200), those(answers, 429)]).toEqual([most, 60 - most]);
      }
    });
  });
});
