import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Steps from "../../examples/orders/demo/step.js";
import type * as Worlds from "../../examples/orders/demo/world.js";
import { openDatabase, type TestDatabase } from "../support/postgres.js";

/** The example under attack; the mutation test points this at a copy with one fence removed. */
const example =
  process.env["RINGFENCE_EXAMPLE"] ?? fileURLToPath(new URL("../../examples/orders", import.meta.url));

const load = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(`${example}/${file}`).href)) as T;

type Answer = Steps.Answer;
type Call = Steps.Call;

let database: TestDatabase;
let world: Worlds.World;
let call: (call: Call) => Promise<Answer>;
let member: typeof Steps.member;
const log: string[] = [];

beforeAll(async () => {
  const { createWorld } = await load<typeof Worlds>("demo/world.ts");
  const step = await load<typeof Steps>("demo/step.ts");
  member = step.member;
  database = await openDatabase(readFileSync(`${example}/deploy/schema.sql`, "utf8"));
  const logger = pino({ level: "trace" }, { write: (line: string) => void log.push(line) });
  world = await createWorld({ source: database.source, logger });
  call = (request) => step.send(world.baseUrl, request);
});

afterAll(async () => {
  await world.server.close();
  await database.close();
});

/** Log lines of one request, by the id that the answer carries. */
function logged(answer: Answer): Record<string, unknown>[] {
  const id = answer.headers.get("x-request-id");
  return log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line["requestId"] === id);
}

async function newOrder(token: string, body: unknown = { reference: "test" }): Promise<string> {
  const answer = await call({ method: "POST", path: "/orders", token, body });
  expect(answer.status).toBe(201);
  return String(member(answer.json, "id"));
}

describe("authentication", () => {
  it("[C12] [C13] refuses every protected operation without a token, whatever else the request holds", async () => {
    const id = world.aliceOrder.id;
    for (const [method, path] of [
      ["GET", "/orders"],
      ["POST", "/orders"],
      ["GET", `/orders/${id}`],
      ["PATCH", `/orders/${id}`],
      ["DELETE", `/orders/${id}`],
      ["POST", `/orders/${id}/refund`],
      ["GET", `/orders/${id}/items`],
      ["POST", "/customers"],
      ["POST", "/products"],
      ["GET", "/exports/orders"],
      ["GET", "/orders/not-a-uuid"],
    ] as const) {
      const answer = await call({ method, path, ...(method === "GET" ? {} : { body: "{not even json" }) });
      expect(answer.status, `${method} ${path}`).toBe(401);
    }
  });

  it("[C14] [C15] answers missing, wrong and expired tokens alike, and tells them apart in the log", async () => {
    const expired = await world.tokens.issue(world.alice, -60);
    const missing = await call({ path: "/orders" });
    const wrong = await call({ path: "/orders", token: "not.a.token" });
    const old = await call({ path: "/orders", token: expired.accessToken });
    expect([missing.status, wrong.status, old.status]).toEqual([401, 401, 401]);
    expect(wrong.text).toBe(missing.text);
    expect(old.text).toBe(missing.text);
    const reasons = [missing, wrong, old].map((answer) =>
      logged(answer)
        .map((line) => line["reason"])
        .join(),
    );
    expect(new Set(reasons).size).toBe(3);
  });

  it("[C20] takes an API key only where the operation names it", async () => {
    const headers = { "x-api-key": world.exportKey };
    expect((await call({ path: "/exports/orders", headers })).status).toBe(200);
    expect((await call({ path: "/orders", headers })).status).toBe(401);
    expect(
      (await call({ path: "/exports/orders", headers: { "x-api-key": `${world.exportKey}x` } })).status,
    ).toBe(401);
    expect((await call({ path: "/exports/orders", token: world.admin.token })).status).toBe(401);
  });

  it("[C16] [C17] [C50] stops guessing at one identity after five failures, while others still log in", async () => {
    const victim = `${randomUUID()}@example.com`;
    const guess = (): Promise<Answer> =>
      call({ method: "POST", path: "/login", body: { email: victim, password: "password123" } });
    const statuses = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) statuses.push((await guess()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const blocked = await guess();
    expect(blocked.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    const honest = { email: world.alice.email, password: world.alice.password };
    expect((await call({ method: "POST", path: "/login", body: honest })).status).toBe(200);
  });

  it("[C60] [C65] logs attempts with address and hashed identity, never the email or the password", async () => {
    const body = { email: world.bob.email, password: "a wrong password of Bob's" };
    const answer = await call({ method: "POST", path: "/login", body });
    const lines = JSON.stringify(logged(answer));
    expect(lines).toContain("authn_login_fail");
    expect(lines).toContain("127.0.0.1");
    expect(log.join()).not.toContain("a wrong password of Bob's");
    expect(log.join()).not.toContain(world.bob.email);
  });
});

describe("objects", () => {
  it("[C21] [C22] [C24] answers somebody else's order like one that is not there, byte for byte", async () => {
    const token = world.bob.token;
    const mine = world.aliceOrder.id;
    const nowhere = randomUUID();
    for (const [method, path, body] of [
      ["GET", "", undefined],
      ["PATCH", "", { note: "mine now" }],
      ["DELETE", "", undefined],
      ["GET", "/items", undefined],
      ["POST", "/items", { productId: world.product.id, quantity: 1 }],
      ["GET", "/shares", undefined],
      ["POST", "/shares", { userId: world.bob.id, level: "edit" }],
    ] as const) {
      const theirs = await call({ method, path: `/orders/${mine}${path}`, token, body });
      const missing = await call({ method, path: `/orders/${nowhere}${path}`, token, body });
      expect(theirs.status, `${method} ${path}`).toBe(404);
      expect(theirs.text).toBe(missing.text);
      expect(names(theirs.headers)).toEqual(names(missing.headers));
    }
    expect((await call({ path: `/orders/${mine}`, token: world.alice.token })).status).toBe(200);
  });

  it("[C61] logs the attempt on somebody else's order, and not the miss", async () => {
    const theirs = await call({ path: `/orders/${world.aliceOrder.id}`, token: world.bob.token });
    const missing = await call({ path: `/orders/${randomUUID()}`, token: world.bob.token });
    expect(JSON.stringify(logged(theirs))).toContain("malicious_direct_reference");
    expect(JSON.stringify(logged(missing))).not.toContain("malicious_direct_reference");
  });

  it("[C24] lists and searches only what is one's own", async () => {
    const id = await newOrder(world.bob.token, { reference: "only-bobs" });
    const search = { method: "POST", path: "/orders/search", body: { reference: "only-bobs" } };
    expect((await call({ ...search, token: world.bob.token })).text).toContain(id);
    expect((await call({ ...search, token: world.alice.token })).text).not.toContain(id);
    expect((await call({ path: "/orders?limit=100", token: world.alice.token })).text).not.toContain(id);
  });

  it("[C21] joins both ids: a line is not found through another order", async () => {
    const ours = await newOrder(world.alice.token);
    const path = `/orders/${ours}/items/${world.aliceOrder.itemId}`;
    expect((await call({ path, token: world.alice.token })).status).toBe(404);
    const direct = `/orders/${world.aliceOrder.id}/items/${world.aliceOrder.itemId}`;
    expect((await call({ path: direct, token: world.alice.token })).status).toBe(200);
  });

  it("[C21] checks the id of a product inside a body", async () => {
    const order = await newOrder(world.alice.token);
    const body = { productId: world.draft.id, quantity: 1 };
    const answer = await call({
      method: "POST",
      path: `/orders/${order}/items`,
      token: world.alice.token,
      body,
    });
    expect(answer.status).toBe(404);
  });

  it("[C24] lets members do what their level says", async () => {
    const order = await newOrder(world.bob.token);
    const path = `/orders/${order}`;
    const share = (level: string): Promise<Answer> =>
      call({
        method: "POST",
        path: `${path}/shares`,
        token: world.bob.token,
        body: { userId: world.alice.id, level },
      });
    const token = world.alice.token;
    expect((await call({ path, token })).status).toBe(404);
    const viewing = await share("view");
    expect(viewing.status).toBe(201);
    expect((await call({ path, token })).status).toBe(200);
    expect((await call({ method: "PATCH", path, token, body: { note: "hello" } })).status).toBe(404);
    await call({
      method: "DELETE",
      path: `${path}/shares/${String(member(viewing.json, "id"))}`,
      token: world.bob.token,
    });
    expect((await call({ path, token })).status).toBe(404);
    expect((await share("edit")).status).toBe(201);
    expect((await call({ method: "PATCH", path, token, body: { note: "hello" } })).status).toBe(200);
    expect((await call({ method: "DELETE", path, token })).status).toBe(404);
    expect((await share("view")).status).toBe(409);
  });

  it("[C26] keeps tenants apart, administrators too", async () => {
    const token = world.stranger.token;
    expect((await call({ path: `/orders/${world.aliceOrder.id}`, token })).status).toBe(404);
    expect((await call({ path: `/customers/${world.alice.id}`, token })).status).toBe(404);
    expect((await call({ path: "/orders?limit=100", token })).text).not.toContain(world.bobOrder.id);
  });

  it("[C27] [C28] [C62] keeps privileged operations to administrators and logs each use", async () => {
    const order = world.aliceOrder.id;
    const refund = { method: "POST", path: `/orders/${order}/refund` };
    expect((await call({ ...refund, token: world.alice.token })).status).toBe(403);
    const answer = await call({ ...refund, token: world.admin.token });
    expect([200, 409]).toContain(answer.status);
    expect(JSON.stringify(logged(answer))).toContain("authz_admin");
    expect(JSON.stringify(logged(answer))).toContain(world.admin.id);
  });

  it("[C28] audits a lifted filter once a request", async () => {
    const answer = await call({ path: "/exports/orders", headers: { "x-api-key": world.exportKey } });
    const lifted = logged(answer).filter((line) => line["reason"] === "the owner filter was lifted");
    expect(answer.text).toContain(world.aliceOrder.id);
    expect(lifted).toHaveLength(1);
    const read = await call({ path: `/orders/${world.bobOrder.id}`, token: world.admin.token });
    expect(read.status).toBe(200);
    expect(logged(read).filter((line) => line["reason"] === "the owner filter was lifted")).toHaveLength(1);
  });

  it("[C22] a deleted order is gone", async () => {
    const id = await newOrder(world.alice.token);
    const token = world.alice.token;
    expect((await call({ method: "DELETE", path: `/orders/${id}`, token })).status).toBe(204);
    expect((await call({ path: `/orders/${id}`, token })).status).toBe(404);
    expect((await call({ method: "DELETE", path: `/orders/${id}`, token })).status).toBe(404);
  });
});

describe("input", () => {
  it("[C38] [C72] refuses fields that are not the caller's to set, by name, and stores nothing", async () => {
    const { alice, bob } = world;
    for (const [method, path, body, field] of [
      ["POST", "/orders", { customerId: bob.id }, "customerId"],
      ["POST", "/orders", { orgId: "globex" }, "orgId"],
      ["POST", "/orders", { status: "paid" }, "status"],
      ["POST", "/orders", { riskScore: 0 }, "riskScore"],
      ["POST", "/orders", { id: randomUUID() }, "id"],
      [
        "POST",
        "/orders",
        { shippingAddress: { street: "a", city: "b", country: "DE", isAdmin: true } },
        "isAdmin",
      ],
      ["PATCH", `/orders/${world.aliceOrder.id}`, { customerId: bob.id }, "customerId"],
      ["PATCH", `/customers/${alice.id}`, { role: "admin" }, "role"],
      ["PATCH", `/customers/${alice.id}`, { name: "Alice", isAdmin: true }, "isAdmin"],
    ] as const) {
      const answer = await call({ method, path, token: alice.token, body });
      expect(answer.status, JSON.stringify(body)).toBe(400);
      expect(answer.text).toContain(field);
    }
    expect(member((await call({ path: `/customers/${alice.id}`, token: alice.token })).json, "role")).toBe(
      "customer",
    );
  });

  it("[C72] lets an administrator set what only administrators may", async () => {
    const path = `/customers/${world.bob.id}`;
    const answer = await call({
      method: "PATCH",
      path,
      token: world.admin.token,
      body: { role: "customer" },
    });
    expect(answer.status).toBe(200);
  });

  it("[C32] [C33] [C34] takes types, formats, ranges and lengths as declared, without coercion", async () => {
    const line = { path: `/orders/${world.aliceOrder.id}/items`, method: "POST", token: world.alice.token };
    const productId = world.product.id;
    for (const body of [
      { productId, quantity: "2" },
      { productId, quantity: 0 },
      { productId, quantity: 1001 },
      { productId, quantity: 1.5 },
      { productId: "teapot", quantity: 1 },
      { productId: 7, quantity: 1 },
      { quantity: 1 },
    ]) {
      expect((await call({ ...line, body })).status, JSON.stringify(body)).toBe(400);
    }
    const long = { reference: "x".repeat(81) };
    expect(
      (await call({ method: "POST", path: "/orders", token: world.alice.token, body: long })).status,
    ).toBe(400);
    expect((await call({ path: "/orders?limit=1e1", token: world.alice.token })).status).toBe(400);
    expect((await call({ path: "/orders?limit=101", token: world.alice.token })).status).toBe(400);
    expect((await call({ path: "/orders?status=stolen", token: world.alice.token })).status).toBe(400);
  });

  it("[C35] caps bytes and depth before anything is parsed", async () => {
    const base = { method: "POST", path: "/orders", token: world.alice.token };
    expect((await call({ ...base, body: { note: "x".repeat(70_000) } })).status).toBe(413);
    const deep = `{"note":${"[".repeat(5000)}${"]".repeat(5000)}}`;
    expect((await call({ ...base, body: deep })).status).toBe(400);
  });

  it("[C39] treats SQL in values as text", async () => {
    const reference = "'); drop table orders; --";
    const id = await newOrder(world.alice.token, { reference });
    const found = await call({
      method: "POST",
      path: "/orders/search",
      token: world.alice.token,
      body: { reference },
    });
    expect(member(found.json, "items", 0, "id")).toBe(id);
  });
});

describe("output", () => {
  it("[C43] [C44] [C45] selects declared fields, per principal", async () => {
    const path = `/orders/${world.aliceOrder.id}`;
    const mine = await call({ path, token: world.alice.token });
    expect(member(mine.json, "riskScore")).toBeUndefined();
    expect(member(mine.json, "orgId")).toBeUndefined();
    expect(member((await call({ path, token: world.admin.token })).json, "riskScore")).toBe(7);
    const account = await call({ path: `/customers/${world.alice.id}`, token: world.alice.token });
    expect(account.status).toBe(200);
    expect(account.text).not.toMatch(/password|scrypt/);
  });

  it("[C41] [C42] never lets CR/LF into a header, and forbids sniffing", async () => {
    const body = { reference: "x\r\nSet-Cookie: session=stolen" };
    const answer = await call({ method: "POST", path: "/orders", token: world.alice.token, body });
    expect(answer.status).toBe(500);
    expect(answer.headers.has("set-cookie")).toBe(false);
    expect((await call({ path: "/health" })).headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("[C46] answers errors as problem details that give nothing away", async () => {
    const answer = await call({ path: "/orders/%00", token: world.alice.token });
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(answer.text).not.toMatch(/\bat .*\.(?:ts|js)|Error:|postgres|kysely/i);
  });

  it("[C73] echoes only listed origins", async () => {
    const evil = await call({ path: "/products", headers: { origin: "https://evil.example" } });
    const shop = await call({ path: "/products", headers: { origin: "https://shop.example.com" } });
    expect(evil.headers.has("access-control-allow-origin")).toBe(false);
    expect(shop.headers.get("access-control-allow-origin")).toBe("https://shop.example.com");
    expect(shop.headers.get("vary")).toMatch(/origin/i);
  });
});

describe("limits and log", () => {
  it("[C49] [C52] tells callers their budget", async () => {
    const answer = await call({ path: "/orders", token: world.alice.token });
    expect(answer.headers.get("ratelimit-policy")).toContain('"default";q=600;w=60');
    expect(answer.headers.get("ratelimit")).toMatch(/"default";r=\d+;t=\d+/);
  });

  it("[C63] logs limits that were exceeded", () => {
    expect(log.join()).toContain("excess_rate_limit_exceeded");
  });

  it("[C64] carries one request id and trace through answer and log", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const answer = await call({ path: "/orders", token: world.alice.token, headers: { traceparent } });
    const lines = logged(answer);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect(String(line["traceparent"])).toContain("0af7651916cd43dd8448eb211c80319c");
  });

  it("[C55] [C65] keeps tokens, keys, passwords and personal values out of the whole log", () => {
    const text = log.join("\n");
    for (const secret of [world.alice.token, world.exportKey, world.alice.password, world.alice.email]) {
      expect(text).not.toContain(secret);
    }
  });
});

function names(headers: Headers): string[] {
  return [...headers.keys()].sort();
}
