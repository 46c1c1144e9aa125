import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import type { Alert } from "../../src/runtime/core/detection/alert.js";
import { openOperation, startGenerated, type GeneratedServer } from "../support/generated-server.js";

const day = 86_400_000;
const key = "key-that-must-not-be-logged";
const marks = {
  token: "TokenThatMustNotBeLogged",
  cookie: "CookieThatMustNotBeLogged",
  password: "PasswordThatMustNotBeLogged",
  email: "person-not-logged@example.com",
  query: "QueryThatMustNotBeLogged",
  path: "PathThatMustNotBeLogged",
  header: "HeaderThatMustNotBeLogged",
  thrown: "ThrownValueThatMustNotBeLogged",
} as const;

const none: JsonObject = { "200": { description: "Done.", content: { "application/json": { schema: {} } } } };
const keyed = (operationId: string, rest: JsonObject = {}): JsonObject => ({
  operationId,
  security: [{ key: [] }],
  responses: none,
  ...rest,
});
const limits = Object.fromEntries(
  (["edge", "default", "login-ip", "login-id"] as const).map((name) => [
    name,
    { by: name === "login-id" ? { body: "/email" } : "address", limit: 1_000_000, window: "1m" },
  ]),
);
const login: JsonObject = openOperation("login", {
  "x-security": {
    public: "credentials come from here",
    authenticates: { identity: { body: "/email" } },
    rateLimit: ["login-ip", "login-id"],
  },
  requestBody: {
    required: true,
    content: {
      "application/json": {
        schema: {
          type: "object",
          required: ["email", "password"],
          properties: {
            email: { type: "string", maxLength: 100 },
            password: {
              type: "string",
              maxLength: 100,
              writeOnly: true,
              "x-security": { sensitive: "credential" },
            },
          },
        },
      },
    },
  },
});
const document: JsonObject = {
  openapi: "3.1.0",
  info: { title: "Watched", version: "1" },
  "x-security": {
    rateLimits: limits,
    transport: { proxies: ["127.0.0.1"] },
    disclosure: { contact: ["mailto:security@example.com"] },
  },
  paths: {
    "/login": { post: login },
    "/open": { get: openOperation("open") },
    "/crash/{word}": {
      get: openOperation("crash", {
        parameters: [{ name: "word", in: "path", required: true, schema: { type: "string", maxLength: 99 } }],
      }),
    },
    "/keyed": { get: keyed("keyed") },
    "/grant": { post: keyed("grant", { "x-security": { audit: "privileged" } }) },
    "/export": { get: keyed("exportAll", { "x-security": { audit: "privileged" } }) },
  },
  components: {
    securitySchemes: {
      key: {
        type: "apiKey",
        in: "header",
        name: "X-API-Key",
        "x-security": { keys: { secret: "API_KEYS" }, rotate: "90d" },
      },
    },
  },
};

let server: GeneratedServer;
let ahead = 0;
const alerts: Alert[] = [];

beforeAll(async () => {
  const done = async () => ({ status: 200, body: {} });
  const records = [
    {
      digest: `sha256:${createHash("sha256").update(key).digest("hex")}`,
      subject: "service",
      scopes: [],
      roles: [],
      expires: new Date(Date.now() + 80 * day).toISOString(),
    },
  ];
  server = await startGenerated({
    name: "e2e-detection",
    document,
    handlers: {
      login: async () => ({ kind: "problem", status: 401 }) as never,
      crash: () => Promise.reject(new Error(marks.thrown, { cause: { detail: marks.thrown } })),
      ...{ open: done, keyed: done, grant: done, exportAll: done },
    },
    options: {
      secrets: async () => JSON.stringify(records),
      clock: () => Date.now() + ahead,
      onAlert: (alert: Alert) => void alerts.push(alert),
    },
  });
}, 120_000);
afterAll(() => server.close());

async function send(path: string, init: RequestInit = {}, from = "203.0.113.7"): Promise<number> {
  const headers = new Headers(init.headers);
  headers.set("x-forwarded-for", from);
  headers.set("x-forwarded-proto", "https");
  const answer = await fetch(server.base + path, { ...init, headers });
  await answer.arrayBuffer();
  return answer.status;
}

const withKey = { headers: { "x-api-key": key } };
const attempt = (email: string, from: string): Promise<number> =>
  send(
    "/login",
    {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password: marks.password }),
    },
    from,
  );

function raised(): readonly string[] {
  return alerts.splice(0).map(({ kind, severity }) => `${kind} ${severity}`);
}

describe("detection over real sockets", () => {
  it("[C67] [C68] [C69] is silent through 2,000 ordinary requests", async () => {
    let next = 0;
    const caller = async (): Promise<void> => {
      for (let count = next++; count < 2000; count = next++) {
        const from = `198.51.100.${String((count + Math.floor(count / 100)) % 250)}`;
        if (count % 100 === 0) await attempt(`${String(count)}@example.com`, from);
        else if (count % 3 === 0) await send("/keyed", count % 30 === 0 ? {} : withKey, from);
        else await send("/open", {}, from);
      }
    };
    await Promise.all(Array.from({ length: 16 }, caller));
    expect(raised()).toEqual([]);
    expect(server.log.filter(({ status }) => status !== undefined)).toHaveLength(2000);
  }, 120_000);

  it("[C67] tells of a replayed list of stolen passwords", async () => {
    for (let count = 0; count < 25; count += 1)
      expect(await attempt(`${String(count)}-${marks.email}`, "192.0.2.66")).toBe(401);
    expect(raised()).toEqual(["auth-failures warn", "auth-failures page"]);
  });

  it("[C67] tells of guesses at one account, and of guessed keys", async () => {
    for (let count = 0; count < 30; count += 1) await attempt(marks.email, "2001:db8:1:2::66");
    for (let count = 0; count < 25; count += 1)
      await send("/keyed", { headers: { "x-api-key": `${marks.token}${String(count)}` } }, "192.0.2.99");
    expect(raised()).toEqual([
      ...["auth-failures warn", "auth-failures page"],
      ...["auth-failures warn", "auth-failures page"],
    ]);
  });

  it("[C68] tells of a key that ten networks use", async () => {
    for (let network = 1; network <= 10; network += 1)
      expect(await send("/keyed", withKey, `10.99.${String(network)}.5`)).toBe(200);
    expect(raised()).toEqual(["credential-spread warn", "credential-spread page"]);
  });

  it("[C69] tells of the first use of a privilege, once there is a history", async () => {
    ahead = 2 * day;
    expect(await send("/grant", { ...withKey, method: "POST" })).toBe(200);
    expect(await send("/export", withKey)).toBe(200);
    expect(await send("/grant", { ...withKey, method: "POST" })).toBe(200);
    expect(raised()).toEqual(["first-privileged-use page", "first-privileged-use warn"]);
    ahead = 0;
  });

  it("logs each alarm", () => {
    expect(server.log.filter(({ event }) => event === "security_alert")).toHaveLength(10);
  });
});

describe("the log of all this", () => {
  it("[C55] [C65] holds no token, password, key, cookie, body or personal value", async () => {
    await send(`/crash/${marks.path}?q=${marks.query}`);
    await send(`/crash/${marks.path}`, {
      headers: {
        authorization: `Bearer ${marks.token}`,
        cookie: `session=${marks.cookie}`,
        "x-custom": marks.header,
        "x-request-id": `/${marks.header}`,
        traceparent: marks.header,
        referer: `https://example.com/?token=${marks.token}`,
      },
    });
    await send(`/nowhere/${marks.path}?token=${marks.token}`);
    for (const body of [`{"email":"${marks.email}","password":${marks.password}`, `{"${marks.password}":1}`])
      await send("/login", { method: "POST", headers: { "content-type": "application/json" }, body });
    const lines = JSON.stringify(server.log);
    expect(server.log.some(({ event }) => event === "sys_crash")).toBe(true);
    for (const mark of [...Object.values(marks), key]) expect(lines.includes(mark), mark).toBe(false);
  });

  it("[C66] has one format: every line names its event, and those of a request its id and trace", () => {
    for (const line of server.log) expect(typeof line["event"]).toBe("string");
    const ofRequests = server.log.filter(({ method }) => method !== undefined);
    for (const line of ofRequests)
      expect(line).toMatchObject({
        requestId: expect.any(String),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
      });
  });

  it("[C70] and whom to tell stands at its place", async () => {
    const answer = await fetch(`${server.base}/.well-known/security.txt`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(
      /^Contact: mailto:security@example\.com\r\nExpires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\r\n$/,
    );
  });
});
