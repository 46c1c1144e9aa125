import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Alert } from "../../../../../src/runtime/core/detection/alert.js";
import { createMemoryDetection } from "../../../../../src/runtime/core/detection/memory.js";
import type { SharedDetection } from "../../../../../src/runtime/core/detection/insured.js";
import type { FenceOptions } from "../../../../../src/runtime/core/fence.js";
import type { IncomingRequest } from "../../../../../src/runtime/core/message.js";
import {
  answering,
  apiKey,
  createKeys,
  createTestFence,
  jsonBody,
  keyRecords,
  mint,
  now,
  operation,
  route,
  serverPolicy,
  withJson,
  type TestFence,
  type TestKeys,
} from "../harness.js";

const minute = 60_000;
const day = 24 * 60 * minute;

const open = operation({ rateLimits: [] });
const login = operation({
  id: "login",
  method: "POST",
  parameters: [],
  body: jsonBody,
  authenticates: { identity: { kind: "body", pointer: "/email" } },
});
const keyed = operation({
  authentication: { kind: "required", alternatives: [[{ scheme: "apiKey", grants: [] }]] },
});

/** A fence whose time a test moves, and the alarms that it raised. */
async function watched(
  routes: Parameters<typeof createTestFence>[0],
  options: Partial<FenceOptions> & { readonly records?: string; readonly keys?: TestKeys } = {},
): Promise<TestFence & { readonly alerts: Alert[]; readonly later: (milliseconds: number) => void }> {
  let time = now;
  const alerts: Alert[] = [];
  const fence = await createTestFence(routes, {
    clock: () => time,
    onAlert: (alert) => void alerts.push(alert),
    ...options,
  });
  return { ...fence, alerts, later: (milliseconds) => void (time += milliseconds) };
}

/** Detection works beside the answers: everything that is under way is over after a turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function attempt(email: string, address = "192.0.2.7"): Partial<IncomingRequest> {
  return { ...withJson(JSON.stringify({ email, password: "guess" })), address, encrypted: true };
}

const refusing = { handler: answering({ kind: "problem", status: 401 }) };

describe("[C67] one source with many failures of authentication", () => {
  it("warns at the tenth within five minutes, once", async () => {
    const { send, alerts, later, log } = await watched([route(login, refusing)]);
    for (let count = 1; count <= 9; count += 1) await send(attempt("a@example.com"));
    await turn();
    expect(alerts).toEqual([]);
    later(minute);
    await send(attempt("a@example.com"));
    await send(attempt("a@example.com"));
    await turn();
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({
      kind: "auth-failures",
      severity: "warn",
      source: "192.0.2.7",
      failures: 10,
      identities: 1,
      operation: "login",
    });
    const line = log.lines.find(({ event }) => event === "security_alert");
    expect(line).toMatchObject({ detector: "auth-failures", severity: "warn", source: "192.0.2.7" });
    expect(JSON.stringify(log.lines)).not.toContain("example.com");
  });

  it("pages at the twenty-fifth within fifteen minutes over ten identities", async () => {
    const { send, alerts, later } = await watched([route(login, refusing)]);
    for (let count = 0; count < 25; count += 1) {
      await send(attempt(`${String(count % 10)}@example.com`));
      later(30_000);
    }
    await turn();
    expect(alerts.map(({ severity }) => severity)).toEqual(["warn", "page"]);
    expect(alerts[1]).toMatchObject({ failures: 25, identities: 10 });
  });

  it("does not page for as many over nine identities, and does at thirty on one", async () => {
    const { send, alerts } = await watched([route(login, refusing)]);
    for (let count = 0; count < 26; count += 1) await send(attempt(`${String(count % 9)}@example.com`));
    await turn();
    expect(alerts.map(({ severity }) => severity)).toEqual(["warn"]);
    for (let count = 0; count < 30; count += 1) await send(attempt("0@example.com"));
    await turn();
    expect(alerts.map(({ severity }) => severity)).toEqual(["warn", "page"]);
  });

  it("forgets what is long past, and is quiet for an hour after an alarm", async () => {
    const { send, alerts, later } = await watched([route(login, refusing)]);
    for (let count = 0; count < 9; count += 1) await send(attempt("a@example.com"));
    later(6 * minute);
    for (let count = 0; count < 9; count += 1) await send(attempt("a@example.com"));
    await turn();
    expect(alerts).toEqual([]);
    await send(attempt("a@example.com"));
    later(59 * minute);
    for (let count = 0; count < 10; count += 1) await send(attempt("a@example.com"));
    await turn();
    expect(alerts).toHaveLength(1);
    later(2 * minute);
    await send(attempt("a@example.com"));
    await turn();
    expect(alerts).toHaveLength(2);
  });

  it("counts sources apart, and addresses of one /64 together", async () => {
    const { send, alerts } = await watched([route(login, refusing)]);
    for (let count = 0; count < 18; count += 1)
      await send(attempt("a@example.com", `192.0.2.${String(count % 2)}`));
    await turn();
    expect(alerts).toEqual([]);
    for (let count = 0; count < 10; count += 1)
      await send(attempt("a@example.com", `2001:db8:0:1::${String(count + 1)}`));
    await turn();
    expect(alerts).toMatchObject([{ source: "2001:db8:0:1::/64" }]);
  });

  it("takes wrong credentials for guesses, and neither missing nor expired ones", async () => {
    const records = keyRecords({ digest: expiredDigest, subject: "old", expires: "2020-01-01T00:00:00Z" });
    const { send, alerts } = await watched([route(keyed)], { records });
    const show = (key: string): Partial<IncomingRequest> => ({ headers: [["x-api-key", key]] });
    for (let count = 0; count < 40; count += 1) {
      expect((await send()).status).toBe(401);
      expect((await send(show(expiredKey))).status).toBe(401);
    }
    await turn();
    expect(alerts).toEqual([]);
    for (let count = 0; count < 25; count += 1) await send(show(`guess-${String(count)}`));
    await turn();
    expect(alerts.map(({ severity }) => severity)).toEqual(["warn", "page"]);
  });

  it("takes passwords for guesses that a limit kept from being compared", async () => {
    const policy = serverPolicy({ schemes: { basic } });
    const authentication = { kind: "required", alternatives: [[{ scheme: "basic", grants: [] }]] } as const;
    const { send, alerts } = await watched([route(operation({ authentication }))], {
      policy,
      users: async () => undefined,
    });
    for (let count = 0; count < 30; count += 1) {
      const credential = Buffer.from(`zoe:guess-${String(count)}`).toString("base64");
      await send({ headers: [["authorization", `Basic ${credential}`]] });
    }
    await turn();
    expect(alerts.map(({ severity }) => severity)).toEqual(["warn", "page"]);
    expect(alerts[1]).toMatchObject({ failures: 30, identities: 1 });
  });
});

const basic = {
  kind: "basic",
  name: "basic",
  place: { in: "header", name: "authorization", prefix: "Basic" },
  users: { kind: "application" },
  attempts: { address: { limit: 20, window: 5 * minute }, identity: { limit: 2, window: 15 * minute } },
  grants: "roles",
} as const;

const expiredKey = "a-key-that-was-good-once";
const expiredDigest = `sha256:${createHash("sha256").update(expiredKey).digest("hex")}`;

describe("[C68] one credential in many networks", () => {
  it("warns at five within half an hour and pages at ten", async () => {
    const keys = await createKeys();
    const bearer = operation({
      authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
    });
    const { send, alerts, later } = await watched([route(bearer)], { keys });
    const authorization = `Bearer ${await mint(keys)}`;
    const from = (address: string): Promise<unknown> =>
      send({ headers: [["authorization", authorization]], address, encrypted: true });
    for (let host = 0; host < 50; host += 1) await from(`198.51.100.${String(host)}`);
    for (let network = 1; network < 4; network += 1) await from(`203.0.${String(network)}.9`);
    await turn();
    expect(alerts).toEqual([]);
    later(minute);
    await from("2001:db8::1");
    await turn();
    expect(alerts).toMatchObject([{ kind: "credential-spread", severity: "warn", networks: 5 }]);
    for (let network = 4; network < 10; network += 1) await from(`203.0.${String(network)}.9`);
    await turn();
    expect(alerts.map(({ severity }) => severity)).toEqual(["warn", "page"]);
    expect(JSON.stringify(alerts)).not.toContain(authorization.slice(7, 40));
  });
});

describe("[C69] a privilege used for the first time", () => {
  const write = operation({
    ...keyed,
    id: "grant",
    method: "POST",
    audit: { privileged: true, event: null },
  });
  const read = operation({ ...keyed, id: "exportAll", audit: { privileged: true, event: null } });
  const as = { headers: [["x-api-key", apiKey]] as const };

  it("is quiet while the memory is young, then pages on writes and warns on reads, once", async () => {
    const routes = [route(write), route(read)];
    const { send, alerts, later } = await watched(routes);
    await send(as, routes[0]);
    later(23 * 60 * minute);
    await send(as, routes[1]);
    await turn();
    expect(alerts).toEqual([]);
    later(25 * day);
    await send(as, routes[0]);
    await turn();
    expect(alerts, "used within thirty days").toEqual([]);
    later(10 * day);
    await send(as, routes[1]);
    await send(as, routes[1]);
    await turn();
    expect(alerts).toMatchObject([
      { kind: "first-privileged-use", severity: "warn", operation: "exportAll" },
    ]);
    later(31 * day);
    await send(as, routes[0]);
    await turn();
    expect(alerts[1]).toMatchObject({ severity: "page", operation: "grant", subject: "partner" });
  });

  it("needs a success, and a privilege", async () => {
    const failing = route(write, { handler: answering({ kind: "problem", status: 409 }) });
    const plain = route(keyed);
    const { send, alerts, later } = await watched([failing, plain]);
    later(2 * day);
    await send(as, failing);
    await send(as, plain);
    await turn();
    expect(alerts).toEqual([]);
  });
});

describe("alarms", () => {
  it("reach the user's function, whose failure goes no further than the log", async () => {
    for (const onAlert of [
      () => {
        throw new Error("hunter2");
      },
      () => Promise.reject(new Error("hunter2")),
    ]) {
      const { send, log } = await watched([route(login, refusing)], { onAlert });
      for (let count = 0; count < 10; count += 1)
        expect((await send(attempt("a@example.com"))).status).toBeOneOf([401, 429]);
      await turn();
      expect(log.lines.filter(({ event }) => event === "observer_failed")).toHaveLength(1);
      expect(JSON.stringify(log.lines)).not.toContain("hunter2");
    }
  });

  it("are counted, and none before there is one", async () => {
    const { send, fence } = await watched([route(login, refusing)]);
    expect(fence.metrics()).toContain('ringfence_alerts_total{detector="auth-failures",severity="warn"} 0\n');
    for (let count = 0; count < 10; count += 1) await send(attempt("a@example.com"));
    await turn();
    expect(fence.metrics()).toContain('ringfence_alerts_total{detector="auth-failures",severity="warn"} 1\n');
  });

  it("are raised by the process itself while the shared memory is away", async () => {
    const away = (): Promise<never> => Promise.reject(new Error("ECONNREFUSED"));
    const detection: SharedDetection = {
      note: away,
      use: away,
      claim: away,
      probe: away,
      close: async () => undefined,
    };
    const { send, alerts, log, fence, close } = await watched([route(login, refusing)], { detection });
    for (let count = 0; count < 10; count += 1) await send(attempt("a@example.com"));
    await turn();
    expect(alerts).toHaveLength(1);
    expect(log.lines.filter(({ event }) => event === "detection_store_lost")).toHaveLength(1);
    expect(fence.metrics()).toContain('ringfence_shared_store_up{store="detection"} 0\n');
    await close();
  });
});

describe("memory", () => {
  it("is bounded, whoever floods it", async () => {
    const store = createMemoryDetection(0, 1000);
    const note = { value: "x", distinct: false, keep: 100, within: day };
    for (let source = 0; source < 5000; source += 1) {
      await store.note({ ...note, key: `flood ${String(source)}` }, source);
      await store.use(`flood ${String(source)}`, day, source);
      await store.claim(`flood ${String(source)}`, day, source);
    }
    expect(await store.note({ ...note, key: "flood 0" }, 5000)).toHaveLength(1);
    expect(await store.note({ ...note, key: "flood 4999" }, 5000)).toHaveLength(2);
    expect((await store.use("flood 0", day, 5000)).before).toBeNull();
    expect((await store.use("flood 4999", day, 5000)).before).toBe(4999);
    for (let count = 0; count < 500; count += 1) await store.note({ ...note, key: "loud" }, 5001);
    expect(await store.note({ ...note, key: "loud" }, 5001)).toHaveLength(100);
  });
});

it("10,000 ordinary requests raise no alarm", async () => {
  const routes = [route(open), route(keyed), route(login, refusing)];
  const { send, alerts, later } = await watched(routes);
  for (let count = 0; count < 10_000; count += 1) {
    later(500);
    const address = `198.51.${String(count % 3)}.${String(count % 200)}`;
    const kind = count % 100;
    if (kind === 0) await send(attempt(`${String(count)}@example.com`, address), routes[2]);
    else if (kind < 10) await send({ address, encrypted: true }, routes[1]);
    else if (kind < 50) await send({ headers: [["x-api-key", apiKey]], address, encrypted: true }, routes[1]);
    else await send({ address, encrypted: true }, routes[0]);
  }
  await turn();
  expect(alerts).toEqual([]);
}, 60_000);
