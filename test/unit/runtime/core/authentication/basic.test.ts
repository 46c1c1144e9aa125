import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { StoredUser } from "../../../../../src/runtime/core/authentication/user-lookup.js";
import { createMemoryStore } from "../../../../../src/runtime/core/limits/memory.js";
import { hashPassword } from "../../../../../src/runtime/core/password.js";
import type { BasicScheme } from "../../../../../src/runtime/core/policy.js";
import type { Principal } from "../../../../../src/runtime/core/principal.js";
import { createTestFence, now, operation, ratePolicy, route, serverPolicy } from "../harness.js";

const basic: BasicScheme = {
  kind: "basic",
  name: "basic",
  place: { in: "header", name: "authorization", prefix: "Basic" },
  users: { kind: "secret", name: "USERS" },
  attempts: { address: { limit: 6, window: 60_000 }, identity: { limit: 3, window: 60_000 } },
  grants: "roles",
};

let hash: string;
beforeAll(async () => {
  hash = await hashPassword("pässword: with colon");
});

const good: readonly [string, string] = ["zoë", "pässword: with colon"];

function encode(name: string, password: string): string {
  return Buffer.from(`${name}:${password}`).toString("base64");
}

async function setUp(
  scheme: Partial<BasicScheme> = {},
  options: Parameters<typeof createTestFence>[1] = {},
  records: readonly object[] = [{ password: hash, subject: "zoë", roles: ["clerk"] }],
) {
  const principals: (Principal | null)[] = [];
  const handler = async ({ principal }: { readonly principal: Principal | null }) => {
    principals.push(principal);
    return { status: 200, body: { id: "1" } };
  };
  const policy = operation({
    authentication: { kind: "required", alternatives: [[{ scheme: "basic", grants: [] }]] },
  });
  const fence = await createTestFence([route(policy, { handler })], {
    policy: serverPolicy({ schemes: { basic: { ...basic, ...scheme } } }),
    secrets: async () => JSON.stringify(records),
    ...options,
  });
  const raw = (credential: string, address = "127.0.0.1") =>
    fence.send({ address, headers: [["Authorization", `Basic ${credential}`]] });
  const send = (name: string, password: string, address?: string) => raw(encode(name, password), address);
  return { ...fence, raw, send, principals };
}

describe("http basic", () => {
  test("[C13] lets users in by name and password, in UTF-8 and whatever form of Unicode", async () => {
    const { send, raw, principals } = await setUp();
    expect((await send(...good)).status).toBe(200);
    expect((await send("zoe\u0308", "pa\u0308ssword: with colon")).status).toBe(200);
    expect(principals[0]).toMatchObject({ subject: "zoë", roles: ["clerk"], schemes: ["basic"] });
    const refused = await raw(encode("zoë", "wrong"));
    expect(refused.status).toBe(401);
    expect(refused.header("www-authenticate")).toBe('Basic realm="Test", charset="UTF-8"');
  });

  test.each([
    ["no colon", Buffer.from("zoë").toString("base64")],
    ["no name", encode("", "x")],
    ["Latin-1", Buffer.from("zoë:x", "latin1").toString("base64")],
    ["a control character", encode("zoë", "a\u0000b")],
    ["no padding", encode("zoë", "ab").replaceAll("=", "")],
    ["base64url", "-_-_"],
    ["stray bits", "YTpi".replace("i", "j") + "Zh=="],
  ])("[C14] what is no name and password is refused like a wrong one: %s", async (_name, credential) => {
    const { raw, send } = await setUp();
    const wrong = await send("zoë", "wrong");
    const other = await raw(credential);
    expect([other.status, other.body]).toEqual([wrong.status, wrong.body]);
  });

  test("[C17] servers that count together count guesses at one name together", async () => {
    const limits = { ...createMemoryStore(), probe: () => Promise.resolve() };
    const servers = await Promise.all([1, 2].map(() => setUp({}, { limits })));
    const statuses = [];
    for (let index = 0; index < 4; index += 1)
      statuses.push((await servers[index % 2]?.send("zoë", `wrong ${String(index)}`))?.status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  test("[C14] [C60] who does not exist is refused like who does, and the log knows whom was tried", async () => {
    const { send, log } = await setUp();
    const answers = [await send("zoë", "wrong"), await send("nobody", "wrong"), await send("__proto__", "x")];
    expect(new Set(answers.map(({ status, body }) => `${String(status)} ${String(body)}`)).size).toBe(1);
    const attempted = log.lines.flatMap((line) =>
      line["attempted"] === undefined ? [] : [line["attempted"]],
    );
    expect(new Set(attempted).size).toBe(3);
    expect(JSON.stringify(log.lines)).not.toMatch(/zoë|nobody|__proto__/);
  });

  test("[C55] what stands for a password in the log tells nobody whether a guess is right", async () => {
    const shown = [await setUp(), await setUp()];
    for (const { send } of shown) expect((await send(...good)).status).toBe(200);
    const [one, other] = shown.map(({ log }) => log.lines.at(-1)?.["credential"]);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(other).toBe(one);
    const guesses = [encode(...good), good.join(":"), good[1]].map((guess) =>
      createHash("sha256").update(guess).digest("hex").slice(0, 16),
    );
    expect(guesses).not.toContain(one);
  }, 30_000);

  test("[C16] [C17] failures are counted by name and by address before anything is hashed", async () => {
    const { send } = await setUp();
    const from = (address: string) => send("zoë", "wrong", address);
    const byName = [];
    for (const last of [1, 2, 3, 4, 5]) byName.push((await from(`127.0.0.${String(last)}`)).status);
    expect(byName).toEqual([401, 401, 401, 429, 429]);
    // A right password does not help either: a guess that hits must not show.
    expect((await send(...good, "127.0.0.9")).status).toBe(429);
    const byAddress = [];
    for (const name of ["a", "b", "c", "d", "e", "f", "g"])
      byAddress.push((await send(name, "x", "127.0.0.7")).status);
    expect(byAddress).toEqual([401, 401, 401, 401, 401, 401, 429]);
  });

  test("[C17] failures are counted apart from whatever the document calls by the same name", async () => {
    const rateLimits = { "basic-by-address": ratePolicy({ name: "basic-by-address", limit: 100 }) };
    const users = async () => undefined;
    const policy = operation({
      rateLimits: ["basic-by-address"],
      authentication: { kind: "required", alternatives: [[{ scheme: "basic", grants: [] }]] },
    });
    const scheme: BasicScheme = { ...basic, users: { kind: "application" } };
    const fence = await createTestFence([route(policy)], {
      policy: serverPolicy({ rateLimits, schemes: { basic: scheme } }),
      users,
    });
    for (let count = 0; count < 10; count += 1) expect((await fence.send()).status).toBe(401);
    const shown = { headers: [["Authorization", `Basic ${encode("zoë", "x")}`]] } as const;
    expect((await fence.send(shown)).status).toBe(401);
  });

  test("[C17] guesses sent at once cannot all pass, and honest callers are not counted", async () => {
    const { send } = await setUp();
    const guesses = await Promise.all(["1", "2", "3", "4", "5", "6"].map((guess) => send("zoë", guess)));
    expect(guesses.map(({ status }) => status).sort()).toEqual([401, 401, 401, 429, 429, 429]);
    const honest = await setUp();
    const answers = await Promise.all(Array.from({ length: 40 }, () => honest.send(...good)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    for (let index = 0; index < 10; index += 1) expect((await honest.send(...good)).status).toBe(200);
  });

  test("a flood of names waits in a bounded queue, and the rest is told to come back", async () => {
    const limits = { address: { limit: 1000, window: 60_000 }, identity: { limit: 3, window: 60_000 } };
    const { send } = await setUp({ attempts: limits });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => send(`user-${String(index)}`, "x")),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(503)]).toEqual([34, 16]);
  }, 30_000);

  test("[C20] a password ends, also one that is remembered", async () => {
    let time = now;
    const expires = new Date(now + 30_000).toISOString();
    const { send, log } = await setUp({ rotate: 86_400_000 }, { clock: () => time }, [
      { password: hash, subject: "zoë", expires },
    ]);
    expect((await send(...good)).status).toBe(200);
    time += 30_000;
    expect((await send(...good)).status).toBe(401);
    expect(log.lines.at(-1)).toMatchObject({ authentication: "expired" });
  });

  test.each<[string, object, RegExp]>([
    ["a password in clear text", { password: "secret", subject: "a" }, /password is not a hash/],
    [
      "a hash that is cheaper than ours",
      { password: `$scrypt$ln=10,r=8,p=1$${"A".repeat(22)}$${"A".repeat(43)}`, subject: "a" },
      /password is not a hash/,
    ],
  ])("[C20] refuses to start with %s", async (_name, record, message) => {
    await expect(setUp({}, {}, [record])).rejects.toThrow(message);
  });

  test("refuses to start where a user is named twice, or an end is missing", async () => {
    const record = { password: hash, subject: "a" };
    await expect(setUp({}, {}, [record, record])).rejects.toThrow(/twice/);
    await expect(setUp({ rotate: 1000 }, {}, [record])).rejects.toThrow(/rotation/);
  });
});

describe("users of the application", () => {
  const application = { users: { kind: "application" } } as const;

  test("[C13] are found by a function, and compared by the fence", async () => {
    const asked: string[] = [];
    const users = async (name: string, scheme: string): Promise<StoredUser | undefined> => {
      asked.push(`${scheme} ${name}`);
      return name === "zoë" ? { subject: "u1", password: hash, scopes: ["a"], tenant: "t" } : undefined;
    };
    const { send, principals } = await setUp(application, { users });
    expect((await send(...good)).status).toBe(200);
    expect((await send(...good)).status).toBe(200);
    expect((await send("bob", "x")).status).toBe(401);
    expect(principals[0]).toMatchObject({ subject: "u1", scopes: ["a"], tenant: "t" });
    expect(asked).toEqual(["basic zoë", "basic zoë", "basic bob"]);
  });

  test("[C20] that were removed, changed their password or lost a role are not let in from memory", async () => {
    let user: StoredUser | undefined = { subject: "u1", password: hash, roles: ["clerk"] };
    const { send, principals } = await setUp(application, { users: async () => user });
    expect((await send(...good)).status).toBe(200);
    user = { ...user, roles: [] };
    expect((await send(...good)).status).toBe(200);
    expect(principals.map((each) => each?.roles)).toEqual([["clerk"], []]);
    user = { ...user, password: await hashPassword("another one") };
    expect((await send(...good)).status).toBe(401);
    user = { ...user, password: hash };
    expect((await send(...good)).status).toBe(200);
    user = undefined;
    expect((await send(...good)).status).toBe(401);
  });

  test("[C12] that cannot be asked any more are nobody, whatever is remembered", async () => {
    let isAway = false;
    const users = async (): Promise<StoredUser> => {
      if (isAway) throw new Error("away");
      return { subject: "u1", password: hash };
    };
    const { send } = await setUp(application, { users });
    expect((await send(...good)).status).toBe(200);
    isAway = true;
    expect((await send(...good)).status).toBe(503);
  });

  test("[C12] that cannot be asked are nobody: 503, and no start without the function", async () => {
    const { send } = await setUp(application, { users: () => Promise.reject(new Error("away")) });
    expect((await send(...good)).status).toBe(503);
    await expect(setUp(application)).rejects.toThrow(/needs the option users/);
  });
});
