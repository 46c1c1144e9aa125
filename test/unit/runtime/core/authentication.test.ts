import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { exportJWK, exportSPKI, generateKeyPair, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import type {
  OperationPolicy,
  SchemePolicy,
  SecurityAlternative,
} from "../../../../src/runtime/core/policy.js";
import type { Principal } from "../../../../src/runtime/core/principal.js";
import {
  apiKey,
  audience,
  createKeys,
  createTestFence,
  issuer,
  keyRecords,
  mint,
  now,
  operation,
  route,
  serverPolicy,
  type TestKeys,
} from "./harness.js";

const bearerOnly: readonly SecurityAlternative[] = [[{ scheme: "bearer", grants: [] }]];

function secured(
  alternatives: readonly SecurityAlternative[] = bearerOnly,
  rest: Partial<OperationPolicy> = {},
) {
  return operation({ authentication: { kind: "required", alternatives }, ...rest });
}

function bearer(token: string): { headers: [string, string][] } {
  return { headers: [["Authorization", `Bearer ${token}`]] };
}

let keys: TestKeys;

beforeAll(async () => {
  keys = await createKeys();
});

async function setUp(policy: OperationPolicy, options: Parameters<typeof createTestFence>[1] = {}) {
  const principals: (Principal | null)[] = [];
  const handler = async ({ principal }: { readonly principal: Principal | null }) => {
    principals.push(principal);
    return { status: 200, body: { id: "1" } };
  };
  const fence = await createTestFence([route(policy, { handler })], { keys, ...options });
  return { ...fence, principals };
}

describe("tokens", () => {
  test("a good token makes a principal", async () => {
    const { send, principals } = await setUp(secured());
    const claims = { scope: "orders:read orders:admin", roles: ["clerk"], org: "acme" };
    expect((await send(bearer(await mint(keys, claims)))).status).toBe(200);
    expect(principals[0]).toMatchObject({
      subject: "alice",
      tenant: "acme",
      scopes: ["orders:read", "orders:admin"],
      roles: ["clerk"],
      schemes: ["bearer"],
    });
  });

  test("the scheme name is case-insensitive", async () => {
    const { send } = await setUp(secured());
    expect((await send({ headers: [["authorization", `bEARER ${await mint(keys)}`]] })).status).toBe(200);
  });

  const times = now / 1000;
  const spoiled: [string, (keys: TestKeys) => Promise<string> | string][] = [
    ["another issuer", (good) => mint(good, { iss: "https://evil.example/" })],
    ["another audience", (good) => mint(good, { aud: "billing" })],
    ["no expiry", (good) => mint(good, { exp: undefined })],
    ["no subject", (good) => mint(good, { sub: undefined })],
    ["a subject that is no text", (good) => mint(good, { sub: 7 })],
    ["a time before which it is not valid", (good) => mint(good, { nbf: times + 3600 })],
    ["an age beyond the greatest", (good) => mint(good, { iat: times - 50_000 })],
    ["no time of issue", (good) => mint(good, { iat: undefined })],
    ["an unknown key", async () => mint(await createKeys("two"), {}, { kid: "two" })],
    ["a foreign key under a known id", async () => mint(await createKeys())],
    ["a kid that is a path", (good) => mint(good, {}, { kid: "../../dev/null" })],
    ["a changed payload", async (good) => tamper(await mint(good))],
    ["a padded segment", async (good) => `${await mint(good)}=`],
    ["no dots", () => "garbage"],
    ["too many characters", () => "a".repeat(9000)],
  ];

  test.each(spoiled)("[C19] a token with %s is refused", async (_name, make) => {
    const { send, principals } = await setUp(secured());
    expect((await send(bearer(await make(keys)))).status).toBe(401);
    expect(principals).toEqual([]);
  });

  test("[C19] the type is checked where one is declared", async () => {
    const base = serverPolicy();
    const scheme = { ...base.schemes["bearer"], type: "at+jwt" } as SchemePolicy;
    const { send } = await setUp(secured(), {
      policy: { ...base, schemes: { ...base.schemes, bearer: scheme } },
    });
    expect((await send(bearer(await mint(keys)))).status).toBe(401);
    expect((await send(bearer(await mint(keys, {}, { typ: "id+jwt" })))).status).toBe(401);
    expect((await send(bearer(await mint(keys, {}, { typ: "at+jwt" })))).status).toBe(200);
  });

  test("[C18] alg none is refused", async () => {
    const { send } = await setUp(secured());
    const token = new UnsecuredJWT({
      iss: issuer,
      aud: audience,
      sub: "alice",
      iat: times,
      exp: times + 60,
    }).encode();
    expect((await send(bearer(token))).status).toBe(401);
    expect((await send(bearer(`${token}AA`))).status).toBe(401);
  });

  test.each(["jwk", "jku", "x5u", "x5c", "crit"])(
    "[C18] a token that brings %s is refused, even when well signed",
    async (name) => {
      const { send, log } = await setUp(secured());
      const header = {
        b64: true,
        jwk: { kty: "EC" },
        jku: "https://evil.example",
        x5u: "https://evil.example",
        x5c: ["AA"],
        crit: ["b64"],
      };
      const chosen = {
        [name]: header[name as keyof typeof header],
        ...(name === "crit" ? { b64: true } : {}),
      };
      expect((await send(bearer(await mint(keys, {}, chosen)))).status).toBe(401);
      expect(log.lines.at(-1)).toMatchObject({ reason: `wrong: header parameter ${name}` });
    },
  );

  test("[C18] the public key is no HMAC secret (RS256 to HS256 confusion)", async () => {
    const pair = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: "one", alg: "RS256" };
    const base = serverPolicy();
    const scheme = { ...base.schemes["bearer"], algorithms: ["RS256"] } as SchemePolicy;
    const { send } = await setUp(secured(), {
      policy: { ...base, schemes: { ...base.schemes, bearer: scheme } },
      keys: { privateKey: pair.privateKey, jwks: JSON.stringify({ keys: [jwk] }) },
    });
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const claims = { iss: issuer, aud: audience, sub: "alice", iat: times, exp: times + 60 };
    const signed = `${encode({ alg: "HS256", kid: "one" })}.${encode(claims)}`;
    for (const secret of [await exportSPKI(pair.publicKey), JSON.stringify(jwk)]) {
      const signature = createHmac("sha256", secret).update(signed).digest("base64url");
      expect((await send(bearer(`${signed}.${signature}`))).status).toBe(401);
    }
  });

  test("two keys overlap while one replaces the other", async () => {
    const next = await createKeys("next");
    const merged = [keys.jwks, next.jwks].flatMap((text) => (JSON.parse(text) as { keys: object[] }).keys);
    const both = { privateKey: keys.privateKey, jwks: JSON.stringify({ keys: merged }) };
    const { send } = await setUp(secured(), { keys: both });
    expect((await send(bearer(await mint(keys)))).status).toBe(200);
    expect((await send(bearer(await mint(next, {}, { kid: "next" })))).status).toBe(200);
    expect((await send(bearer(await mint(next, {}, { kid: undefined })))).status).toBe(200);
  });

  test("keys are fetched from a JWKS address, and no answer means no decision", async () => {
    let up = false;
    let time = now;
    const server = createServer((_request, response) => {
      response.statusCode = up ? 200 : 500;
      response.end(up ? keys.jwks : "");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const port = (server.address() as { port: number }).port;
    const base = serverPolicy();
    const url = `http://127.0.0.1:${String(port)}/jwks.json`;
    const scheme = { ...base.schemes["bearer"], keys: { kind: "jwks", url } } as SchemePolicy;
    const { send } = await setUp(secured(), {
      policy: { ...base, schemes: { ...base.schemes, bearer: scheme } },
      clock: () => time,
    });
    expect((await send(bearer(await mint(keys)))).status).toBe(503);
    up = true;
    time += 5_000;
    expect((await send(bearer(await mint(keys)))).status).toBe(200);
    expect((await send(bearer(await mint(await createKeys("x"), {}, { kid: "x" })))).status).toBe(401);
    server.close();
  });
});

describe("what a 401 tells", () => {
  test("[C14] missing, wrong and expired credentials get one identical answer", async () => {
    const { send } = await setUp(secured());
    const attempts = [
      {},
      bearer(tamper(await mint(keys))),
      bearer(await mint(keys, { exp: now / 1000 - 60 })),
      bearer("x"),
    ];
    const answers = [];
    for (const attempt of attempts) {
      const { status, body, headers } = await send(attempt);
      const own = ["x-request-id", "traceparent"];
      answers.push({ status, body, headers: headers.filter(([name]) => !own.includes(name)) });
    }
    expect(answers[0]).toMatchObject({ status: 401 });
    expect(answers[0]?.headers).toContainEqual(["www-authenticate", 'Bearer realm="Test"']);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test("[C15] [C60] the log tells the three apart", async () => {
    const { send, log } = await setUp(secured());
    await send({});
    await send(bearer(tamper(await mint(keys))));
    await send(bearer(await mint(keys, { exp: now / 1000 - 60 })));
    await send({ ...bearer(await mint(keys)), address: "127.0.0.9" });
    expect(log.lines.slice(2).map((line) => line["authentication"])).toEqual([
      "missing",
      "wrong",
      "expired",
      "success",
    ]);
    expect(log.lines[2]).toMatchObject({ event: "authn_login_fail", status: 401, address: "127.0.0.1" });
    expect(log.lines[5]).toMatchObject({ subject: "alice", address: "127.0.0.9" });
  });

  test("[C14] the body of an unauthenticated request is never read", async () => {
    let touched = false;
    const body = (async function* () {
      touched = true;
      yield Buffer.from("{}");
    })();
    const { send } = await setUp(secured());
    expect((await send({ method: "POST", headers: [["content-length", "2"]], body })).status).toBe(401);
    expect(touched).toBe(false);
  });
});

describe("API keys", () => {
  const byKey: readonly SecurityAlternative[] = [[{ scheme: "apiKey", grants: ["service"] }]];
  const withKey = (key: string) => ({ headers: [["X-API-Key", key]] as [string, string][] });

  test("[C20] a key is known by its digest only", async () => {
    const { send, principals } = await setUp(secured(byKey));
    expect((await send(withKey(apiKey))).status).toBe(200);
    expect(principals[0]).toMatchObject({ subject: "partner", roles: ["service"] });
    expect((await send(withKey("another"))).status).toBe(401);
    expect(JSON.stringify(principals)).not.toContain(apiKey);
  });

  test("[C20] a key expires", async () => {
    const [record] = JSON.parse(keyRecords()) as object[];
    const records = JSON.stringify([{ ...record, expires: "2025-12-31T23:59:59Z" }]);
    const { send, log } = await setUp(secured(byKey), { records });
    expect((await send(withKey(apiKey))).status).toBe(401);
    expect(log.lines.at(-1)).toMatchObject({ authentication: "expired" });
  });
});

describe("requirements", () => {
  const both: readonly SecurityAlternative[] = [
    [
      { scheme: "bearer", grants: ["orders:read"] },
      { scheme: "apiKey", grants: [] },
    ],
  ];
  const either: readonly SecurityAlternative[] = [
    [{ scheme: "bearer", grants: [] }],
    [{ scheme: "apiKey", grants: [] }],
  ];

  test("[C27] all schemes of an alternative must hold, and one alternative is enough", async () => {
    const token = await mint(keys, { scope: "orders:read" });
    const one: [string, string] = ["Authorization", `Bearer ${token}`];
    const other: [string, string] = ["X-API-Key", apiKey];
    const and = await setUp(secured(both));
    expect((await and.send({ headers: [one] })).status).toBe(401);
    expect((await and.send({ headers: [other] })).status).toBe(401);
    expect((await and.send({ headers: [one, other] })).status).toBe(200);
    expect(and.principals[0]).toMatchObject({
      subject: "alice",
      roles: ["service"],
      schemes: ["bearer", "apiKey"],
    });
    const or = await setUp(secured(either));
    expect((await or.send({ headers: [other] })).status).toBe(200);
    expect((await or.send({ headers: [["X-API-Key", "bad"], one] })).status).toBe(401);
  });

  test("[C27] a lacking scope is 403 and says which one is needed", async () => {
    const { send, log } = await setUp(secured([[{ scheme: "bearer", grants: ["orders:write"] }]]));
    const response = await send(bearer(await mint(keys, { scope: "orders:read" })));
    expect(response.status).toBe(403);
    expect(response.header("www-authenticate")).toBe(
      'Bearer realm="Test", error="insufficient_scope", scope="orders:write"',
    );
    expect(log.lines.at(-1)).toMatchObject({ event: "authz_fail", subject: "alice" });
  });

  test("[C27] [C61] rights beyond the requirement are 403 for those that lack them", async () => {
    const { send, log } = await setUp(
      secured(bearerOnly, { requires: { scopes: [], roles: ["admin", "auditor"] } }),
    );
    expect((await send(bearer(await mint(keys)))).status).toBe(403);
    expect(log.lines.at(-1)).toMatchObject({ event: "authz_fail" });
    expect((await send(bearer(await mint(keys, { roles: ["auditor"] })))).status).toBe(200);
  });

  test("[C29] a privileged scope ages sooner than its token", async () => {
    const { send } = await setUp(secured([[{ scheme: "bearer", grants: ["orders:admin"] }]]));
    const issuedAgo = (seconds: number) => mint(keys, { scope: "orders:admin", iat: now / 1000 - seconds });
    expect((await send(bearer(await issuedAgo(600)))).status).toBe(200);
    expect((await send(bearer(await issuedAgo(1000)))).status).toBe(401);
  });

  test("[C12] no alternative means nobody", async () => {
    const { send } = await setUp(secured([]));
    expect((await send(bearer(await mint(keys)))).status).toBe(401);
  });

  test("public operations verify what is shown all the same", async () => {
    const policy = operation({
      authentication: { kind: "public", reason: "catalogue", alternatives: bearerOnly },
    });
    const { send, principals } = await setUp(policy);
    expect((await send()).status).toBe(200);
    expect((await send(bearer("bad"))).status).toBe(401);
    expect((await send({ headers: [["Authorization", "Basic YTpi"]] })).status).toBe(401);
    expect((await send(bearer(await mint(keys)))).status).toBe(200);
    expect(principals.map((principal) => principal?.subject)).toEqual([undefined, "alice"]);
  });

  test.each<[string, (token: string) => [string, string][]]>([
    [
      "two headers",
      (token) => [
        ["Authorization", `Bearer ${token}`],
        ["authorization", `Bearer ${token}`],
      ],
    ],
    ["two tokens in one header", (token) => [["Authorization", `Bearer ${token}, Bearer ${token}`]]],
    ["an empty token", () => [["Authorization", "Bearer "]]],
  ])("[C18] exactly one credential: %s are refused", async (_name, headers) => {
    const { send } = await setUp(secured());
    expect((await send({ headers: headers(await mint(keys)) })).status).toBe(401);
  });
});

describe("configuration", () => {
  const build = async (options: Parameters<typeof createTestFence>[1]) =>
    createTestFence([route(secured())], { keys, ...options });

  test.each<[string, Parameters<typeof createTestFence>[1], RegExp]>([
    ["a missing secret", { secrets: async () => undefined }, /JWT_KEYS is missing/],
    ["keys that are no JSON", { secrets: async () => "x" }, /JWT_KEYS is not JSON/],
    ["digests in clear text", { records: '[{"digest":"secret","subject":"a"}]' }, /sha256/],
    ["an unknown member of a key record", { records: '[{"key":"secret"}]' }, /unknown member/],
  ])("refuses to start with %s, without repeating it", async (_name, options, message) => {
    const error = await build(options).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: "FenceConfigurationError",
      message: expect.stringMatching(message) as string,
    });
    expect(String(error)).not.toContain('"secret"');
  });

  test("[C18] refuses private and short keys", async () => {
    const pair = await generateKeyPair("ES256", { extractable: true });
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(pair.privateKey)), alg: "ES256" }] });
    await expect(build({ keys: { ...keys, jwks } })).rejects.toThrow(/private/);
    const short = JSON.stringify({ keys: [{ kty: "oct", k: "c2hvcnQ" }] });
    await expect(build({ keys: { ...keys, jwks: short } })).rejects.toThrow(/shorter than 32 bytes/);
  });

  test("[C59] loading a secret is logged by name", async () => {
    const { log } = await build({});
    expect(log.lines).toMatchObject([
      { event: "secret_loaded", secret: "JWT_KEYS" },
      { event: "secret_loaded", secret: "API_KEYS" },
    ]);
  });
});

function tamper(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: "mallory" })).toString("base64url");
  return [header, changed, signature].join(".");
}

test("[C19] [C29] a token from the future is refused, and so extends no privileged scope", async () => {
  const keys = await createKeys();
  const policy = serverPolicy();
  const { bearer } = policy.schemes;
  if (bearer?.kind !== "jwt") throw new Error("the harness lost its bearer scheme");
  const schemes = { ...policy.schemes, bearer: { ...bearer, maxAge: null } };
  const admin = {
    kind: "required",
    alternatives: [[{ scheme: "bearer", grants: ["orders:admin"] }]],
  } as const;
  const { send } = await createTestFence([route(operation({ authentication: admin }))], {
    keys,
    policy: { ...policy, schemes },
  });
  const token = await mint(keys, {
    scope: "orders:admin",
    iat: now / 1000 + 86_400,
    exp: now / 1000 + 90_000,
  });
  expect((await send({ headers: [["authorization", `Bearer ${token}`]] })).status).toBe(401);
});
