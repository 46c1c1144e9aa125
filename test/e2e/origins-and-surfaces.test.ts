import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHash } from "node:crypto";
import type { JsonObject } from "../../src/document/document.js";
import { startGenerated, type GeneratedServer } from "../support/generated-server.js";

const origin = "https://app.example.com";
const answer = { "200": { description: "Done.", content: { "application/json": { schema: {} } } } };
const json = { content: { "application/json": { schema: { type: "object" } } } };

const document: JsonObject = {
  openapi: "3.1.0",
  info: { title: "Two surfaces", version: "1" },
  "x-security": { cors: { origins: [origin], credentials: true, maxAge: "5m" } },
  components: {
    securitySchemes: {
      partner: key("X-Partner-Key", "PARTNER_KEYS", "public"),
      operator: key("X-Operator-Key", "OPERATOR_KEYS", "internal"),
    },
  },
  security: [{ partner: [] }, { operator: [] }],
  paths: {
    "/report": {
      get: { operationId: "readReport", responses: answer },
      post: { operationId: "writeReport", requestBody: json, responses: answer },
    },
    "/purge": { post: { operationId: "purge", "x-internal": true, responses: answer } },
  },
};

function key(name: string, secret: string, surface: string): JsonObject {
  return {
    type: "apiKey",
    in: "header",
    name,
    "x-security": { keys: { secret }, rotate: "90d", surfaces: [surface] },
  };
}

/** A record as `ringfence key` prints it. */
function record(subject: string): string {
  const digest = `sha256:${createHash("sha256").update(`test-api-key-of-${subject}`).digest("hex")}`;
  return JSON.stringify([
    { digest, subject, scopes: [], roles: [], expires: new Date(Date.now() + 86_400_000) },
  ]);
}

const secrets: Readonly<Record<string, string>> = {
  PARTNER_KEYS: record("partner"),
  OPERATOR_KEYS: record("operator"),
};
const done = async () => ({ status: 200, body: {} });
const handlers = { readReport: done, writeReport: done, purge: done };

let outside: GeneratedServer;
let inside: GeneratedServer;
beforeAll(async () => {
  const start = (surface: string): Promise<GeneratedServer> =>
    startGenerated({
      name: `e2e-surface-${surface}`,
      document,
      handlers,
      options: { surface, secrets: async (name: string) => secrets[name] },
    });
  [outside, inside] = [await start("public"), await start("internal")];
});
afterAll(() => Promise.all([outside.close(), inside.close()]));

const partner = { "x-partner-key": "test-api-key-of-partner" };
const operator = { "x-operator-key": "test-api-key-of-operator" };

describe("surfaces, on sockets of their own", () => {
  const status = async (
    server: GeneratedServer,
    method: string,
    path: string,
    headers: Record<string, string>,
  ) => (await fetch(server.base + path, { method, headers })).status;

  it("[C74] each serves its own operations to its own credentials", async () => {
    expect(await status(outside, "GET", "/report", partner)).toBe(200);
    expect(await status(inside, "POST", "/purge", operator)).toBe(200);
  });

  it("[C74] credentials of one are never accepted on the other", async () => {
    expect(await status(outside, "GET", "/report", operator)).toBe(401);
    expect(await status(inside, "POST", "/purge", partner)).toBe(401);
    expect(await status(outside, "GET", "/report", { "x-partner-key": "test-api-key-of-operator" })).toBe(
      401,
    );
    expect(await status(inside, "POST", "/purge", { "x-operator-key": "test-api-key-of-partner" })).toBe(401);
  });

  it("[C74] operations of one do not exist on the other, whoever asks", async () => {
    for (const headers of [{}, partner, operator, { ...partner, ...operator }]) {
      expect(await status(outside, "POST", "/purge", headers)).toBe(404);
      expect(await status(inside, "GET", "/report", headers)).toBe(404);
    }
  });
});

describe("cross-origin access", () => {
  const preflight = (method: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${outside.base}/report`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": method, ...headers },
    });
  const allowed = (response: Response): readonly (string | null)[] =>
    ["methods", "headers", "origin"].map((name) => response.headers.get(`access-control-allow-${name}`));

  it("[C73] a preflight names the methods of the path and the headers of the operation", async () => {
    const read = await preflight("GET");
    expect(read.status).toBe(204);
    expect(allowed(read)).toEqual(["GET, HEAD, POST", "traceparent, x-partner-key, x-request-id", origin]);
    const write = await preflight("POST");
    expect(allowed(write)[1]).toBe("content-type, traceparent, x-partner-key, x-request-id");
    expect(write.headers.get("access-control-max-age")).toBe("300");
  });

  it("[C73] refuses other methods, other origins, null, and ways into private networks", async () => {
    const refused = await Promise.all([
      preflight("DELETE"),
      preflight("GET", { origin: "https://evil.example" }),
      preflight("GET", { origin: "null" }),
      preflight("GET", { "access-control-request-private-network": "true" }),
    ]);
    for (const answered of refused) {
      expect(answered.status).toBe(403);
      expect([...answered.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
      expect(answered.headers.get("vary")).toContain("Origin");
    }
  });

  it("[C73] every answer varies by origin, whether it is allowed, refused, or not cross-origin", async () => {
    for (const [path, headers] of [
      ["/report", { ...partner, origin }],
      ["/report", partner],
      ["/report", { origin: "https://evil.example" }],
      ["/nothing", {}],
    ] as const) {
      const answered = await fetch(outside.base + path, { headers });
      expect(answered.headers.get("vary")).toContain("Origin");
      const isListed = "origin" in headers && headers.origin === origin;
      expect(answered.headers.get("access-control-allow-origin")).toBe(isListed ? origin : null);
    }
  });
});
