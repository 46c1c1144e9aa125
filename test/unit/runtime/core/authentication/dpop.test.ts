import { createHash } from "node:crypto";
import { calculateJwkThumbprint, type JWK } from "jose";
import { describe, expect, test } from "vitest";
import { dpopProofs, type DpopOptions } from "../../../../../src/runtime/core/authentication/dpop/dpop.js";
import { createFirstUses } from "../../../../../src/runtime/core/authentication/dpop/first-use.js";
import { createNonces } from "../../../../../src/runtime/core/authentication/dpop/nonces.js";
import { createProofCheck } from "../../../../../src/runtime/core/authentication/dpop/proof.js";
import {
  normalPath,
  normalUrl,
  publicBases,
} from "../../../../../src/runtime/core/authentication/dpop/public-url.js";
import { memoryReplays } from "../../../../../src/runtime/core/authentication/dpop/replays.js";
import type { DpopPolicy, JwtScheme, OperationPolicy } from "../../../../../src/runtime/core/policy.js";
import { createProver, forge, prove, type Proven } from "../../../../support/proofs.js";
import { createKeys, createTestFence, mint, now, operation, route, serverPolicy } from "../harness.js";

const dpop: DpopPolicy = {
  required: true,
  algorithms: ["ES256"],
  window: 60_000,
  urls: ["https://api.example.com"],
};
const seconds = now / 1000;
const keys = await createKeys();
const alice = await createProver();

interface Setting {
  readonly dpop?: Partial<DpopPolicy>;
  readonly scheme?: Partial<JwtScheme>;
  readonly operation?: Partial<OperationPolicy>;
  readonly options?: DpopOptions;
  readonly nonces?: string;
  /** Another scheme that takes the same tokens. */
  readonly second?: Partial<DpopPolicy>;
}

async function setUp({ dpop: changes, scheme, operation: asked, options, nonces, second }: Setting = {}) {
  const base = serverPolicy();
  const state = { time: now };
  const bearer = {
    ...base.schemes["bearer"],
    place: { in: "header", name: "authorization", prefix: "DPoP" },
    dpop: { ...dpop, ...changes },
    ...scheme,
  } as JwtScheme;
  const other = { ...bearer, name: "second", dpop: { ...bearer.dpop, ...second } } as JwtScheme;
  const policy = operation({
    authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
    ...asked,
  });
  const secrets: Readonly<Record<string, string | undefined>> = { JWT_KEYS: keys.jwks, NONCES: nonces };
  const fence = await createTestFence([route(policy)], {
    policy: serverPolicy({ schemes: second === undefined ? { bearer } : { bearer, second: other } }),
    proofs: dpopProofs(options ?? {}),
    secrets: async (name) => secrets[name],
    clock: () => state.time,
  });
  const token = await mint(keys, { cnf: { jkt: alice.thumbprint }, scope: "a" });
  const about = (changed: Partial<Proven> = {}): Proven => ({
    method: "GET",
    url: "https://api.example.com/things/1",
    token,
    at: state.time / 1000,
    ...changed,
  });
  const send = async (proof: string, shown = token) =>
    fence.send({
      headers: [
        ["Authorization", `DPoP ${shown}`],
        ["DPoP", proof],
      ],
    });
  return { ...fence, state, token, about, send };
}

describe("the examples of RFC 9449", () => {
  const token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
  const proof = [
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik",
    "VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR",
    "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE",
    "QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIj",
    "oiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0Z",
    "WRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNF",
    "c05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71E",
    "OptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA",
  ].join("");
  const thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
  const shown = {
    texts: [proof],
    method: "GET",
    target: "/protectedresource",
    thumbprint,
    tokenHash: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
  };
  const check = (at: number) =>
    createProofCheck({
      policy: dpop,
      bases: publicBases(["https://resource.example.org"]),
      clock: () => at,
      isFirst: createFirstUses(memoryReplays(() => at))(dpop.window),
      nonces: null,
    });
  const issued = 1_562_262_618_000;

  test("[C19] the proof of §7.1 is taken, once, within its window", async () => {
    const judge = check(issued + 60_000);
    expect(await judge(shown)).toEqual({ kind: "proven" });
    const again = { ...shown, texts: [...shown.texts] };
    expect(await judge(again)).toMatchObject({ kind: "refused", detail: "proof: shown before" });
    expect(await check(issued + 60_001)(shown)).toMatchObject({ detail: "proof: iat" });
    expect(await check(issued - 60_001)(shown)).toMatchObject({ detail: "proof: iat" });
  });

  test("[C19] it is about that token, that request and that key", async () => {
    const judge = check(issued);
    expect(createHash("sha256").update(token).digest("base64url")).toBe(shown.tokenHash);
    const other = { tokenHash: "x", method: "POST", target: "/protected", thumbprint: "y" };
    const faults = await Promise.all(
      Object.entries(other).map(async ([name, value]) => judge({ ...shown, [name]: value })),
    );
    expect(faults).toMatchObject(
      ["ath", "htm", "htu", "another key"].map((fault) => ({ detail: `proof: ${fault}` })),
    );
    expect(await judge({ ...shown, target: "/protectedresource?a=b" })).toEqual({ kind: "proven" });
  });

  test("the thumbprint of §6.1 is the one of its key", async () => {
    const [header = ""] = proof.split(".");
    const { jwk } = JSON.parse(Buffer.from(header, "base64url").toString()) as { readonly jwk: JWK };
    expect(await calculateJwkThumbprint(jwk)).toBe(thumbprint);
  });
});

describe("URLs that mean the same", () => {
  test.each([
    ["HTTPS://API.Example.COM", "https://api.example.com/"],
    ["https://api.example.com:443/a", "https://api.example.com/a"],
    ["https://api.example.com:/a", "https://api.example.com/a"],
    ["http://localhost:80/a", "http://localhost/a"],
    ["https://api.example.com:80/a", "https://api.example.com:80/a"],
    ["https://api.example.com/%7euser/%2f%C3%a9", "https://api.example.com/~user/%2F%C3%A9"],
    ["https://[::1]:8443/a", "https://[::1]:8443/a"],
    ["https://api.example.com/a/../b", "https://api.example.com/a/../b"],
  ])("%s is %s", (text, normal) => {
    expect(normalUrl(text)).toBe(normal);
  });

  test.each([
    "",
    "/a",
    "//api.example.com/a",
    "ftp://api.example.com/a",
    "https:/api.example.com",
    "https://user@api.example.com/a",
    "https://api.example.com/a?b",
    "https://api.example.com/a#b",
    "https://api.example.com\\a",
    "https://api.example.com/a b",
    " https://api.example.com/a",
    "https://api.example.com/a\n",
    "https://api.example.com:123456/a",
    "https:///a",
  ])("%j is none", (text) => {
    expect(normalUrl(text)).toBeNull();
  });

  test("paths of requests are spelt alike, and a slash that was escaped stays so", () => {
    expect(normalPath("")).toBe("/");
    expect(normalPath("/%61%2fb%zz")).toBe("/a%2Fb%zz");
  });
});

describe("nonces", () => {
  const secret = "of chance, and longer than 32 characters";

  test("hold for one to two periods, for every server with the secret", () => {
    const state = { time: now };
    const [one, other] = [secret, secret].map((text) => createNonces("N", text, () => state.time));
    const nonce = one?.current() ?? "";
    expect(other?.judge(nonce)).toBe("latest");
    expect(createNonces("N", `${secret}!`, () => now).judge(nonce)).toBe("wrong");
    state.time += 180_000;
    expect(other?.judge(nonce)).toBe("earlier");
    expect(other?.current()).not.toBe(nonce);
    state.time += 180_000;
    expect(other?.judge(nonce)).toBe("wrong");
    for (const wrong of [undefined, "", 7, `${nonce}é`]) expect(one?.judge(wrong)).toBe("wrong");
  });

  test("are asked for, renewed with an answer before they end, and cannot be guessed", async () => {
    const { send, about, state } = await setUp({ dpop: { nonce: "NONCES" }, nonces: secret });
    const asked = await send(await prove(alice, about()));
    expect(asked.status).toBe(401);
    expect(asked.header("www-authenticate")).toBe(
      'DPoP realm="Test", error="use_dpop_nonce", error_description="The proof must carry the nonce of DPoP-Nonce", algs="ES256"',
    );
    const nonce = asked.header("dpop-nonce");
    const answered = await send(await prove(alice, about(), { nonce }));
    expect([answered.status, answered.header("dpop-nonce")]).toEqual([200, undefined]);
    state.time += 180_000;
    const renewed = await send(await prove(alice, about(), { nonce }));
    expect(renewed.status).toBe(200);
    expect(renewed.header("dpop-nonce")).toMatch(/^[\w-]{32}$/);
    expect(renewed.header("dpop-nonce")).not.toBe(nonce);
    expect(renewed.header("cache-control")).toBe("no-store");
  });

  test("that are asked for are no failed guess", async () => {
    const { send, about, log } = await setUp({ dpop: { nonce: "NONCES" }, nonces: secret });
    await send(await prove(alice, about()));
    expect(log.lines.at(-1)).toMatchObject({
      authentication: "expired",
      reason: "expired: the nonce of the proof",
    });
  });
});

describe("proofs that were accepted", () => {
  test("are remembered until they could not be shown again, and cost bounded memory", async () => {
    const state = { time: 0 };
    const memory = memoryReplays(() => state.time, 2);
    expect(await memory.firstTime("a", 10)).toBe(true);
    expect(await memory.firstTime("b", 20)).toBe(true);
    expect(await memory.firstTime("a", 10)).toBe(false);
    await expect(memory.firstTime("c", 10)).rejects.toThrow("2 proofs are remembered");
    state.time = 10;
    expect(await memory.firstTime("b", 10)).toBe(false);
    expect(await memory.firstTime("c", 10)).toBe(true);
    expect(await memory.firstTime("b", 10)).toBe(false);
    await memory.close();
    expect(await memory.firstTime("b", 10)).toBe(true);
  });

  test("no request passes where they cannot be remembered: 503", async () => {
    const replays = memoryReplays(() => now, 1);
    const { send, about } = await setUp({ options: { replays } });
    expect((await send(await prove(alice, about()))).status).toBe(200);
    expect((await send(await prove(alice, about()))).status).toBe(503);
    expect((await send(forge(alice, about(), { sign: () => Buffer.alloc(64) }))).status).toBe(401);
  });

  test("the same id of another key is another proof", async () => {
    const { send, about } = await setUp();
    const bob = await createProver();
    const token = await mint(keys, { sub: "bob", cnf: { jkt: bob.thumbprint } });
    expect((await send(await prove(alice, about(), { jti: "1" }))).status).toBe(200);
    expect((await send(await prove(bob, about({ token }), { jti: "1" }), token)).status).toBe(200);
    expect((await send(await prove(alice, about(), { jti: "1" }))).status).toBe(401);
  });
});

describe("two schemes that judge one token", () => {
  const one = { scheme: "bearer", grants: [] };
  const other = { scheme: "second", grants: [] };
  const asks = (alternatives: OperationPolicy["authentication"]["alternatives"]) => ({
    second: { window: 600_000 },
    operation: { authentication: { kind: "required", alternatives } } as const,
  });

  test("[C19] take its one proof together, once", async () => {
    const { send, about } = await setUp(asks([[one, other]]));
    const proof = await prove(alice, about());
    expect((await send(proof)).status).toBe(200);
    expect((await send(proof)).status).toBe(401);
  });

  test("[C19] remember it for the one that takes it longest", async () => {
    const { send, about, state } = await setUp(asks([[one], [other]]));
    const proof = await prove(alice, about());
    expect((await send(proof)).status).toBe(200);
    state.time += 200_000;
    expect((await send(await prove(alice, about()))).status).toBe(200);
    expect((await send(proof)).status).toBe(401);
  });
});

test("a key whose members are of other types is wrong, and nobody else's fault: 401", async () => {
  const { send, about } = await setUp();
  const jwk = { ...alice.jwk, key_ops: 5 };
  expect((await send(forge(alice, about(), { header: { jwk } }))).status).toBe(401);
});

describe("the token of a good proof", () => {
  test("[C19] is judged as any other: a proof makes no expired token good", async () => {
    const { send, about, state } = await setUp({ scheme: { maxAge: null } });
    expect((await send(await prove(alice, about()))).status).toBe(200);
    state.time += 700_000;
    expect((await send(await prove(alice, about()))).status).toBe(401);
  });

  test("[C27] that lacks a scope is told so, as DPoP", async () => {
    const needs = (grants: readonly string[]) =>
      ({
        authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants }]] },
      }) as const;
    const lacking = await setUp({ operation: needs(["b"]) });
    const answer = await lacking.send(await prove(alice, lacking.about()));
    expect(answer.status).toBe(403);
    expect(answer.header("www-authenticate")).toBe(
      'DPoP realm="Test", error="insufficient_scope", scope="b", algs="ES256"',
    );
    const aged = await setUp({ operation: needs(["orders:admin"]) });
    const token = await mint(keys, {
      cnf: { jkt: alice.thumbprint },
      scope: "orders:admin",
      auth_time: seconds - 3600,
    });
    const stepped = await aged.send(await prove(alice, aged.about({ token })), token);
    expect(stepped.status).toBe(401);
    expect(stepped.header("www-authenticate")).toMatch(
      /^DPoP realm="Test", error="insufficient_user_authentication".*, algs="ES256"$/,
    );
  });

  test("browsers of listed origins may send it with its proof, and read the nonce", async () => {
    const origin = "https://app.example.com";
    const bearer = { ...serverPolicy().schemes["bearer"], dpop } as JwtScheme;
    const policy = operation({
      authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
    });
    const { unmatched, fence } = await createTestFence([route(policy)], {
      policy: serverPolicy({
        schemes: { bearer },
        cors: { origins: [origin], credentials: false, maxAge: 1000 },
      }),
      proofs: dpopProofs({}),
    });
    const request = {
      method: "OPTIONS",
      target: "/things/1",
      params: {},
      headers: [
        ["Origin", origin],
        ["Access-Control-Request-Method", "GET"],
      ] as const,
      address: "127.0.0.1",
      encrypted: false,
      body: (async function* () {})(),
      gone: new AbortController().signal,
    };
    const preflight = new Map((await unmatched(request)).headers);
    expect(preflight.get("access-control-allow-headers")).toContain("authorization, dpop");
    const answer = new Map((await fence.answer({ ...request, method: "GET" })).headers);
    expect(answer.get("access-control-expose-headers")).toContain("DPoP-Nonce");
  });
});

describe("a server that could not judge proofs does not start", () => {
  test.each<[string, Setting]>([
    ["nobody says at which URLs callers reach the API", { dpop: { urls: [] } }],
    ["is no URL at which callers reach an API", { options: { publicUrls: ["api.example.com"] } }],
    ["without TLS", { options: { publicUrls: ["http://api.example.com"] } }],
    ["secret NONCES is missing", { dpop: { nonce: "NONCES" } }],
    ["is shorter than 32 characters", { dpop: { nonce: "NONCES" }, nonces: "short" }],
  ])("%s", async (message, setting) => {
    await expect(setUp(setting)).rejects.toThrow(message);
  });

  test("nobody judges them", async () => {
    const bearer = { ...serverPolicy().schemes["bearer"], dpop } as JwtScheme;
    await expect(createTestFence([], { policy: serverPolicy({ schemes: { bearer } }) })).rejects.toThrow(
      "scheme bearer asks for proofs, and nobody judges them",
    );
  });

  test("the machine itself may be reached without TLS, and what the server is told counts", async () => {
    const { send, about } = await setUp({ options: { publicUrls: ["http://127.0.0.1:3000/v1/"] } });
    expect((await send(await prove(alice, about({ url: "http://127.0.0.1:3000/v1/things/1" })))).status).toBe(
      200,
    );
    expect((await send(await prove(alice, about()))).status).toBe(401);
  });
});
