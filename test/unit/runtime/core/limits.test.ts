import { describe, expect, test } from "vitest";
import { giveBack, take, type Meter, type Quota } from "../../../../src/runtime/core/limits/algorithms.js";
import { addressKey } from "../../../../src/runtime/core/limits/keys.js";
import { createMemoryStore } from "../../../../src/runtime/core/limits/memory.js";
import type { OperationPolicy, RateAlgorithm, RatePolicy } from "../../../../src/runtime/core/policy.js";
import { unauthorized } from "../../../../src/runtime/core/result.js";
import {
  createKeys,
  createTestFence,
  jsonBody,
  mint,
  now,
  operation,
  ratePolicy,
  route,
  serverPolicy,
  withJson,
} from "./harness.js";

const algorithms: readonly RateAlgorithm[] = [
  "fixed-window",
  "sliding-window",
  "token-bucket",
  "leaky-bucket",
];
const minute = 60_000;

/** How many of the requests at these times pass. */
function passing(quota: Quota, times: readonly number[]): number {
  let meter: Meter | undefined;
  let passed = 0;
  for (const time of times) {
    const taking = take(quota, meter, 1, time);
    meter = taking.meter;
    if (taking.decision.allowed) passed += 1;
  }
  return passed;
}

const quota = (algorithm: RateAlgorithm, limit = 60): Quota => ({ algorithm, limit, window: minute });
const burst = (at: number, count = 200) => Array<number>(count).fill(at);

describe("algorithms", () => {
  test("[C51] each lets its burst through", () => {
    const passed = algorithms.map((algorithm) => passing(quota(algorithm), burst(0)));
    expect(passed).toEqual([60, 60, 60, 6]);
  });

  test("[C51] around the boundary of a window only the fixed one doubles", () => {
    const times = [...burst(minute - 1), ...burst(minute + 1)];
    const passed = algorithms.map((algorithm) => passing(quota(algorithm), times));
    expect(passed).toEqual([120, 60, 60, 6]);
  });

  test.each(algorithms)(
    "[C51] %s: an even flow just below the rate passes, and retrying when told succeeds",
    (algorithm) => {
      const even = Array.from({ length: 300 }, (_, index) => index * 1020);
      expect(passing(quota(algorithm), even)).toBe(300);
      let meter: Meter | undefined;
      let decision;
      do ({ meter, decision } = take(quota(algorithm), meter, 1, 12_345));
      while (decision.allowed);
      expect(decision.remaining).toBe(0);
      expect(decision.retryAfter).toBeGreaterThan(0);
      expect(take(quota(algorithm), meter, 1, 12_345 + decision.retryAfter + 1).decision.allowed).toBe(true);
      expect(take(quota(algorithm), meter, 1, 12_345 + decision.retryAfter - 50).decision.allowed).toBe(
        false,
      );
    },
  );

  test.each(algorithms)(
    "%s: what is given back can be taken again, after a pause all is there",
    (algorithm) => {
      const one = quota(algorithm, 10);
      const { meter } = take(one, undefined, 1, 0);
      expect(take(one, giveBack(one, meter, 1, 0), 1, 0).decision.allowed).toBe(true);
      const { decision } = take(one, meter, 0, 10 * minute);
      expect(decision.resetAfter === 0 || algorithm === "fixed-window").toBe(true);
    },
  );

  test.each(algorithms)("%s: a limit of nothing lets nothing through", (algorithm) => {
    expect(passing(quota(algorithm, 0), burst(0, 3))).toBe(0);
  });
});

describe("store", () => {
  test("keeps a bounded number of keys, the least recently used go first", async () => {
    const store = createMemoryStore(3);
    const policy = ratePolicy({ limit: 1 });
    const take = async (key: string) => (await store.take([{ policy, key, units: 1 }], now)).kind;
    for (const key of ["a", "b", "c"]) await take(key);
    expect(await take("a")).toBe("refused");
    await take("d");
    expect(await take("a")).toBe("refused");
    expect(await take("b")).toBe("granted");
  });

  test("counts IPv6 by /64", () => {
    expect(addressKey("2001:db8:1:2:3:4:5:6")).toBe(addressKey("2001:db8:1:2::1"));
    expect(addressKey("2001:db8:1:2::1")).not.toBe(addressKey("2001:db8:1:3::1"));
    expect(addressKey("::1")).toBe("0:0:0:0::/64");
    expect(addressKey("192.0.2.1")).toBe("192.0.2.1");
  });
});

async function limited(
  policies: readonly RatePolicy[],
  rest: Partial<OperationPolicy> = {},
  options: object = {},
) {
  const rateLimits = Object.fromEntries(policies.map((policy) => [policy.name, policy]));
  const policy = operation({ rateLimits: policies.map(({ name }) => name), ...rest });
  const { handler = async () => ({ status: 200, body: { id: "1" } }), ...others } = options as {
    handler?: never;
  };
  return createTestFence([route(policy, { handler })], { policy: serverPolicy({ rateLimits }), ...others });
}

describe("enforcement", () => {
  test("[C16] [C52] answers 429 with Retry-After and the RateLimit headers", async () => {
    const { send } = await limited([ratePolicy({ limit: 2 })]);
    const first = await send();
    expect(first.header("ratelimit-policy")).toBe('"test";q=2;w=60');
    expect(first.header("ratelimit")).toBe('"test";r=1;t=120');
    await send();
    const refused = await send();
    expect(refused.status).toBe(429);
    expect(refused.header("retry-after")).toMatch(/^[1-9]\d*$/);
    expect(refused.header("ratelimit")).toMatch(/^"test";r=0;t=\d+$/);
    expect((await send({ address: "127.0.0.2" })).status).toBe(200);
  });

  test("[C63] a 429 is logged", async () => {
    const { send, log } = await limited([ratePolicy({ limit: 1 })]);
    await send();
    await send();
    expect(log.lines.at(-1)).toMatchObject({
      event: "excess_rate_limit_exceeded",
      status: 429,
      reason: "limit test",
    });
  });

  test("[C49] counts credentials by subject, tenants together, callers without by address", async () => {
    const keys = await createKeys();
    const authentication = {
      kind: "public",
      reason: "test",
      alternatives: [[{ scheme: "bearer", grants: [] }]],
    } as const;
    const as = async (sub: string, org?: string) => ({
      headers: [["Authorization", `Bearer ${await mint(keys, { sub, org })}`]] as [string, string][],
    });
    const byCredential = await limited(
      [ratePolicy({ limit: 1, by: { kind: "credential" } })],
      { authentication },
      { keys },
    );
    expect((await byCredential.send(await as("alice"))).status).toBe(200);
    expect((await byCredential.send(await as("alice"))).status).toBe(429);
    expect((await byCredential.send(await as("bob"))).status).toBe(200);
    expect((await byCredential.send())?.status).toBe(200);
    expect((await byCredential.send())?.status).toBe(429);
    const byTenant = await limited(
      [ratePolicy({ limit: 1, by: { kind: "tenant" } })],
      { authentication },
      { keys },
    );
    expect((await byTenant.send(await as("alice", "acme"))).status).toBe(200);
    expect((await byTenant.send(await as("bob", "acme"))).status).toBe(429);
    expect((await byTenant.send(await as("bob", "other"))).status).toBe(200);
  });

  test("[C50] an operation costs what it says", async () => {
    const { send } = await limited([ratePolicy({ limit: 10 })], { cost: 5 });
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([200, 200, 429]);
  });

  test("a request that one policy refuses takes nothing from the others of its phase", async () => {
    const wide = ratePolicy({ name: "wide", limit: 10 });
    const { send } = await limited([wide, ratePolicy({ name: "narrow", limit: 1 })]);
    expect((await send()).header("ratelimit")).toContain('"wide";r=9');
    for (let attempt = 0; attempt < 20; attempt += 1) expect((await send()).status).toBe(429);
  });
});

describe("failed attempts", () => {
  const login: Partial<OperationPolicy> = {
    method: "POST",
    path: "/login",
    parameters: [],
    body: jsonBody,
    authenticates: { identity: { kind: "body", pointer: "/email" } },
  };
  const failing = { handler: async () => unauthorized() };
  const attempt = (email: string) => ({ ...withJson(JSON.stringify({ email })), target: "/login" });

  test("[C17] [C50] the sixth failed attempt on one identity is refused, from wherever it comes", async () => {
    const { send, log } = await limited([], login, failing);
    const statuses = [];
    for (let index = 0; index < 6; index += 1) {
      const spelled = index % 2 === 0 ? "a@example.com" : " A@Example.com ";
      statuses.push((await send({ ...attempt(spelled), address: `127.0.0.${String(index + 1)}` })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await send(attempt("b@example.com"))).status).toBe(401);
    const attempted = new Set(log.lines.slice(2, 7).map((line) => line["attempted"]));
    expect(attempted.size).toBe(1);
    expect(JSON.stringify(log.lines)).not.toContain("example.com");
  });

  test("[C17] servers that count together count one identity together", async () => {
    const shared = { ...createMemoryStore(), probe: () => Promise.resolve() };
    const policy = operation(login);
    const servers = await Promise.all(
      [1, 2, 3].map(() => createTestFence([route(policy, failing)], { limits: shared })),
    );
    const statuses = [];
    for (let index = 0; index < 6; index += 1)
      statuses.push((await servers[index % 3]?.send(attempt("a@example.com")))?.status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test("[C17] guesses sent at once do not all pass", async () => {
    const { send } = await limited([], login, failing);
    const answers = await Promise.all(Array.from({ length: 15 }, () => send(attempt("a@example.com"))));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  });

  test("[C17] successes do not count", async () => {
    const { send } = await limited([], login);
    for (let index = 0; index < 12; index += 1)
      expect((await send(attempt("a@example.com"))).status).toBe(200);
  });

  test("[C16] many identities from one address are refused too", async () => {
    const { send } = await limited([], login, failing);
    const statuses = [];
    for (let index = 0; index < 21; index += 1)
      statuses.push((await send(attempt(`${String(index)}@example.com`))).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
  });

  test("leaving the identity out is counted by address", async () => {
    const { send } = await limited([], login, failing);
    const statuses = [];
    for (let index = 0; index < 6; index += 1) statuses.push((await send(withJson("{}"))).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
});

test.each([400, 404, 409, 422, 500] as const)(
  "[C17] a login that answers a wrong password with %i is limited all the same",
  async (status: 400 | 404 | 409 | 422 | 500) => {
    const policy = operation({
      method: "POST",
      parameters: [],
      body: jsonBody,
      authenticates: { identity: { kind: "body", pointer: "/email" } },
    });
    const handler = async () => {
      if (status === 500) throw new Error("wrong password");
      return { kind: "problem" as const, status };
    };
    const { send } = await createTestFence([route(policy, { handler })]);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1)
      statuses.push((await send(withJson('{"email":"a@example.com","password":"x"}'))).status);
    expect(statuses).toEqual([status, status, status, status, status, 429]);
  },
);
