import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";
import { startIdentityProvider, type IdentityProvider } from "../support/identity-provider.js";

const audience = "orders";
const minute = 60_000;

/** Moves on by itself, and further when a test says so. */
let ahead = 0;
const clock = (): number => Date.now() + ahead;

function claims(rest: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const now = Math.floor(clock() / 1000);
  return { aud: audience, sub: "alice", iat: now, nbf: now, exp: now + 7 * 86_400, ...rest };
}

let provider: IdentityProvider;
let forger: IdentityProvider;
let server: GeneratedServer;

async function start(): Promise<void> {
  const document = openDocument({
    "/me": { get: { ...openOperation("me"), security: [{ id: [] }], "x-security": {} } },
  });
  server = await startGenerated({
    name: "e2e-identity-provider",
    document: {
      ...document,
      components: {
        securitySchemes: {
          id: {
            type: "openIdConnect",
            openIdConnectUrl: `${provider.issuer}/.well-known/openid-configuration`,
            "x-security": { algorithms: ["RS256"], issuer: provider.issuer, audience, stale: "1h" },
          },
        },
      },
    },
    handlers: { me: async ({ principal }) => ({ status: 200, body: principal?.subject }) },
    options: { clock },
  });
}

async function call(token: string): Promise<number> {
  const answer = await fetch(`${server.base}/me`, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return answer.status;
}

interface Load {
  /** Statuses of good, forged and expired tokens, by how often they came. */
  readonly seen: Record<"good" | "forged" | "expired", Record<number, number>>;
  readonly slowest: () => number;
  readonly stop: () => Promise<void>;
}

/** Asks again and again, with tokens of all three kinds, until it is stopped. */
function load(good: string, forged: string, expired: string): Load {
  const seen: Load["seen"] = { good: {}, forged: {}, expired: {} };
  let isRunning = true;
  let slowest = 0;
  const ask = async (kind: keyof typeof seen, token: string): Promise<void> => {
    while (isRunning) {
      const since = performance.now();
      const status = await call(token);
      if (kind === "good") slowest = Math.max(slowest, performance.now() - since);
      seen[kind][status] = (seen[kind][status] ?? 0) + 1;
      await sleep(5);
    }
  };
  const done = Promise.all([ask("good", good), ask("forged", forged), ask("expired", expired)]);
  return {
    seen,
    slowest: () => slowest,
    stop: async () => {
      isRunning = false;
      await done;
    },
  };
}

describe("a provider of OpenID Connect that is a process of its own", () => {
  beforeAll(async () => {
    [provider, forger] = await Promise.all([startIdentityProvider(), startIdentityProvider()]);
    await start();
  });
  afterAll(async () => {
    await server.close();
    await Promise.all([provider.close(), forger.close()]);
  });
  afterEach(() => provider.resume());

  /** Of another provider, which says that it is this one. */
  const forge = () => forger.token({ ...claims(), iss: provider.issuer });

  it("[C13] lets its tokens in, and no others", async () => {
    const good = await provider.token(claims());
    expect(await call(good)).toBe(200);
    expect(await call(await forge())).toBe(401);
    expect(await call(await forger.token(claims()))).toBe(401);
    expect(await call(await provider.token(claims({ aud: "billing" })))).toBe(401);
  });

  it("[C56] turns its keys over: new tokens are good at once, old ones are not any more", async () => {
    const before = await provider.token(claims());
    expect(await call(before)).toBe(200);
    await provider.turnOver("second");
    ahead += minute / 2;
    expect(await call(await provider.token(claims()))).toBe(200);
    expect(await call(before)).toBe(401);
  });

  it("[C18] [C19] slowed, stopped and back while requests run: nobody wrong gets in, and nobody is out before the time", async () => {
    const good = await provider.token(claims());
    const expired = await provider.token(claims({ exp: Math.floor(clock() / 1000) - 60 }));
    const running = load(good, await forge(), expired);
    await sleep(200);

    await provider.slow(1_500);
    ahead += 11 * minute;
    await sleep(1_200);
    await provider.slow(0);
    await sleep(600);

    provider.pause();
    ahead += 11 * minute;
    await sleep(1_200);
    ahead += 40 * minute;
    await sleep(400);
    expect(Object.keys(running.seen.good)).toEqual(["200"]);
    const waited = running.slowest();

    // An hour and ten minutes after the last answer of the provider the stated time is over.
    ahead += 20 * minute;
    await sleep(400);
    await running.stop();
    expect(await call(good)).toBe(503);

    provider.resume();
    ahead += 5_000;
    await expect.poll(() => call(good), { timeout: 10_000 }).toBe(200);
    const { seen } = running;
    console.log(
      `good ${JSON.stringify(seen.good)}, forged ${JSON.stringify(seen.forged)}, expired ${JSON.stringify(seen.expired)}, ` +
        `slowest good answer while there were keys ${String(Math.round(waited))} ms`,
    );
    for (const kind of ["forged", "expired"] as const) {
      expect(Object.keys(seen[kind]).filter((status) => status !== "401" && status !== "503")).toEqual([]);
    }
    const told = server.log.flatMap(({ event }) => (String(event).startsWith("keys_") ? [event] : []));
    expect(told).toContain("keys_lost");
    expect(told.at(-1)).toBe("keys_back");
  });

  it("[C13] gone for good: its tokens are good for the stated time, and then nobody's", async () => {
    const good = await provider.token(claims());
    expect(await call(good)).toBe(200);
    await provider.close();
    ahead += 60 * minute;
    expect(await call(good)).toBe(200);
    ahead += 11 * minute;
    expect(await call(good)).toBe(503);
  });
});
