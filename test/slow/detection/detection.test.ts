import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import type { Alert } from "../../../src/runtime/core/detection/alert.js";
import { redisDetection } from "../../../src/runtime/redis/detection.js";
import { keyScheme, keySecret, type KeyOwner } from "../../support/api-keys.js";
import { openOperation, startGenerated, type GeneratedServer } from "../../support/generated-server.js";
import { missingRedis, startRedis, type TestRedis } from "../../support/redis.js";
import { admins, emailOf, keyOf, oldKeyOf, ordinaryDay, passwordOf, people } from "./ordinary.js";

const missing = await missingRedis();
const requests = 10_000;
const hour = 3_600_000;

const text = { type: "string", maxLength: 200 };
const json = (properties: JsonObject): JsonObject => ({
  required: true,
  content: {
    "application/json": { schema: { type: "object", required: Object.keys(properties), properties } },
  },
});
const keyed = (operationId: string, rest: JsonObject = {}): JsonObject => ({
  operationId,
  security: [{ key: [] }],
  responses: {
    "200": { description: "Done.", content: { "application/json": { schema: {} } } },
    "404": { description: "None." },
  },
  ...rest,
});
const id = {
  in: "path",
  name: "id",
  required: true,
  schema: text,
  "x-security": { ignore: { "unbound-id": "kept by the test" } },
};
const page = { in: "query", name: "page", schema: { type: "integer" } };
const privileged = { "x-security": { audit: "privileged" } };
const never = { limit: 1_000_000, window: "1m" };
const document: JsonObject = {
  openapi: "3.1.0",
  info: { title: "Ordinary", version: "1" },
  "x-security": {
    rateLimits: {
      edge: { by: "address", at: "edge", ...never },
      default: { by: "credential", ...never },
      "login-ip": { by: "address", ...never },
      "login-id": { by: { body: "/email" }, ...never },
    },
    transport: { proxies: ["127.0.0.1"] },
  },
  paths: {
    "/login": {
      post: openOperation("login", {
        "x-security": {
          public: "credentials come from here",
          authenticates: { identity: { body: "/email" } },
          rateLimit: ["login-ip", "login-id"],
        },
        requestBody: json({
          email: text,
          password: { ...text, writeOnly: true, "x-security": { sensitive: "credential" } },
        }),
      }),
    },
    "/notes": {
      get: keyed("listNotes", { parameters: [page] }),
      post: keyed("createNote", { requestBody: json({ text }) }),
    },
    "/notes/{id}": {
      parameters: [id],
      get: keyed("readNote"),
      put: keyed("changeNote", { requestBody: json({ text }) }),
      delete: keyed("deleteNote"),
    },
    "/export": { get: keyed("exportAll", privileged) },
    "/grant": { post: keyed("grant", privileged) },
  },
  components: { securitySchemes: keyScheme },
};

function handlers(): Parameters<typeof startGenerated>[0]["handlers"] {
  const notes = new Set<string>();
  let last = 0;
  const done = async () => ({ status: 200, body: {} });
  const own = (params: unknown): string => (params as { readonly id: string }).id;
  const none = { kind: "problem", status: 404 } as never;
  const known = async ({ params }: { readonly params: unknown }) =>
    notes.has(own(params)) ? { status: 200, body: {} } : none;
  return {
    login: async ({ body }) => {
      const { email, password } = body as { readonly email: string; readonly password: string };
      const isRight = Array.from({ length: people }, (_, person) => person).some(
        (person) => emailOf(person) === email && passwordOf(person) === password,
      );
      return isRight ? { status: 200, body: {} } : ({ kind: "problem", status: 401 } as never);
    },
    listNotes: done,
    createNote: async () => {
      notes.add(String((last += 1)));
      return { status: 200, body: { id: String(last) } };
    },
    readNote: known,
    changeNote: known,
    deleteNote: async ({ params }) => (notes.delete(own(params)) ? { status: 200, body: {} } : none),
    exportAll: done,
    grant: done,
  };
}

const owners = Object.fromEntries(
  Array.from({ length: people }, (_, person): [string, KeyOwner][] => [
    [keyOf(person), { subject: `person-${String(person)}` }],
    [oldKeyOf(person), { subject: `person-${String(person)}`, lasts: 60_000 }],
  ]).flat(),
);

describe.each([
  { where: "in process", isShared: false },
  { where: "on Redis", isShared: true },
])("detection $where, over real sockets", ({ where, isShared }) => {
  describe.skipIf(isShared && missing !== null)("of a generated server", () => {
    let redis: TestRedis | null = null;
    let server: GeneratedServer;
    const alerts: Alert[] = [];
    const began = Date.now();
    let ahead = 0;
    const clock = (): number => began + ahead;

    beforeAll(async () => {
      redis = isShared ? await startRedis() : null;
      const shared =
        redis === null ? {} : { detection: await redisDetection(redis.url, { timeout: 5_000, now: clock }) };
      server = await startGenerated({
        name: `slow-detection-${isShared ? "redis" : "process"}`,
        document,
        handlers: handlers(),
        options: {
          secrets: async () => keySecret(owners),
          clock,
          onAlert: (alert: Alert) => void alerts.push(alert),
          ...shared,
        },
      });
    }, 120_000);
    afterAll(async () => {
      await server.close();
      await redis?.close();
    });

    const send = async (
      from: string,
      [method, path]: readonly [string, string],
      headers: object = {},
      body?: object,
    ): Promise<number> => {
      const answer = await fetch(server.base + path, {
        method,
        headers: {
          ...{ "x-forwarded-for": from, "x-forwarded-proto": "https", ...headers },
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await answer.arrayBuffer();
      return answer.status;
    };
    const withKey = (person: number): object => ({ "x-api-key": keyOf(person) });
    const guess = (email: string, from: string): Promise<number> =>
      send(from, ["POST", "/login"], {}, { email, password: "guessed" });
    /** Detection works beside the answers. */
    const raised = async (): Promise<readonly string[]> => {
      await wait(300);
      return alerts.splice(0).map(({ kind, severity }) => `${kind} ${severity}`);
    };

    it("[C67] [C68] [C69] is silent through 10,000 ordinary requests, two days after its beginning", async () => {
      for (let person = 0; person < admins; person += 1) {
        await send("10.0.0.7", ["GET", "/export"], withKey(person));
        await send("10.0.0.7", ["POST", "/grant"], withKey(person));
      }
      expect(await raised()).toEqual([]);
      const { seen, sent } = await ordinaryDay(server, requests, (before) => {
        ahead = 48 * hour + (before / requests) * 8 * hour;
      });
      const mix = [...seen].sort(([left], [right]) => left.localeCompare(right));
      console.log(
        `${where}: ${String(sent())} requests; ${mix.map(([what, count]) => `${what} × ${String(count)}`).join(", ")}`,
      );
      expect(await raised()).toEqual([]);
      expect(sent()).toBe(requests);
      expect(Object.fromEntries(seen)).toMatchObject({
        "POST /login 401": expect.any(Number) as unknown,
        "GET /notes 401": expect.any(Number) as unknown,
        "GET /notes/{id} 404": expect.any(Number) as unknown,
        "GET /export 200": expect.any(Number) as unknown,
      });
      expect(server.log.filter(({ status }) => status !== undefined)).toHaveLength(requests + 2 * admins);
      expect([...seen.keys()].filter((what) => / (?:4(?!01|04)|5)\d\d$/.test(what))).toEqual([]);
    }, 300_000);

    it("[C67] tells of a replayed list of stolen passwords", async () => {
      for (let stolen = 0; stolen < 25; stolen += 1) await guess(emailOf(stolen), "192.0.2.66");
      expect(await raised()).toEqual(["auth-failures warn", "auth-failures page"]);
    });

    it("[C67] tells of guesses at one account, and of guessed keys", async () => {
      for (let count = 0; count < 30; count += 1) await guess(emailOf(9), "2001:db8:bad::66");
      expect(await raised()).toEqual(["auth-failures warn", "auth-failures page"]);
      for (let count = 0; count < 25; count += 1)
        await send("192.0.2.99", ["GET", "/notes"], { "x-api-key": `guessed-${String(count)}` });
      expect(await raised()).toEqual(["auth-failures warn", "auth-failures page"]);
    });

    it("[C68] tells of a key that ten networks use", async () => {
      for (let network = 1; network <= 10; network += 1)
        await send(`172.16.${String(network)}.5`, ["GET", "/notes"], withKey(50));
      expect(await raised()).toEqual(["credential-spread warn", "credential-spread page"]);
    });

    it("[C69] tells of the first use of a privilege", async () => {
      await send("10.0.0.7", ["POST", "/grant"], withKey(60));
      await send("10.0.0.7", ["GET", "/export"], withKey(60));
      await send("10.0.0.7", ["POST", "/grant"], withKey(60));
      expect(await raised()).toEqual(["first-privileged-use page", "first-privileged-use warn"]);
    });

    it.skipIf(!isShared)("remembers in Redis, and nowhere else", async () => {
      expect(server.log.filter(({ event }) => event === "detection_store_lost")).toEqual([]);
      const client = createClient({ url: redis?.url ?? "" });
      await client.connect();
      const names = await client.keys("ringfence:*");
      client.destroy();
      for (const kind of ["seen", "used", "raised"])
        expect(
          names.some((name) => name.startsWith(`ringfence:${kind}:`)),
          kind,
        ).toBe(true);
      expect(names.join()).not.toMatch(/person|192\.0|example/);
    });
  });
});
