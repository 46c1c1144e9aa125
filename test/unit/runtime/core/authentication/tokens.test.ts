import { CompactSign, generateKeyPair, exportJWK } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryRevocations } from "../../../../../src/runtime/core/authentication/revocations.js";
import type { ClientCertificate } from "../../../../../src/runtime/core/message.js";
import type { JwtScheme, OperationPolicy } from "../../../../../src/runtime/core/policy.js";
import type { Principal } from "../../../../../src/runtime/core/principal.js";
import {
  audience,
  createKeys,
  createTestFence,
  incoming,
  issuer,
  mint,
  now,
  operation,
  route,
  serverPolicy,
  type TestKeys,
} from "../harness.js";

let keys: TestKeys;
beforeAll(async () => {
  keys = await createKeys();
});

const seconds = now / 1000;

async function setUp(
  scheme: Partial<JwtScheme> = {},
  options: Parameters<typeof createTestFence>[1] = {},
  rest: Partial<OperationPolicy> = {},
) {
  const base = serverPolicy();
  const bearer = { ...base.schemes["bearer"], ...scheme } as JwtScheme;
  const principals: (Principal | null)[] = [];
  const policy = operation({
    authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
    ...rest,
  });
  const handler = async ({ principal }: { readonly principal: Principal | null }) => {
    principals.push(principal);
    return { status: 200, body: { id: "1" } };
  };
  const fence = await createTestFence([route(policy, { handler })], {
    keys,
    policy: { ...base, schemes: { ...base.schemes, bearer } },
    ...options,
  });
  const send = (token: string) => fence.send({ headers: [["Authorization", `Bearer ${token}`]] });
  return { ...fence, send, principals };
}

/** A token whose texts are exactly these, well signed. */
async function signed(payload: string, header = '{"alg":"ES256","kid":"one"}'): Promise<string> {
  const token = await new CompactSign(Buffer.from(payload))
    .setProtectedHeader(JSON.parse(header) as { alg: string })
    .sign(keys.privateKey);
  return token;
}

const good = `"iss":"${issuer}","aud":"${audience}","sub":"alice","iat":${String(seconds)},"exp":${String(seconds + 60)}`;

describe("what a token may be", () => {
  test("is read where all of it is good", async () => {
    const { send } = await setUp();
    expect((await send(await signed(`{${good}}`))).status).toBe(200);
  });

  test.each([
    ["a member twice", `{${good},"sub":"admin"}`],
    ["a member twice, once escaped", `{${good},"s\\u0075b":"admin"}`],
    ["__proto__", `{${good},"__proto__":{"scope":"orders:admin"}}`],
    ["a list", `[{${good}}]`],
    ["no JSON", `{${good}`],
    ["an expiry that no number holds", `{${good.replace(/"exp":\d+/, '"exp":1e999')}}`],
    ["an expiry as text", `{${good.replace(/"exp":(\d+)/, '"exp":"$1"')}}`],
    ["an expiry that is null", `{${good.replace(/"exp":\d+/, '"exp":null')}}`],
    ["a time of issue that is true", `{${good.replace(/"iat":\d+/, '"iat":true')}}`],
    ["a start as text", `{${good},"nbf":"0"}`],
    ["an audience that is an object", `{${good.replace(`"${audience}"`, `{"0":"${audience}"}`)}}`],
    ["a tenant that is a list", `{${good},"org":["a"]}`],
    ["a tenant without letters", `{${good},"org":""}`],
    ["a proof of another kind", `{${good},"cnf":{"jkt":"AAAA"}}`],
    ["a proof by a certificate that nobody showed", `{${good},"cnf":{"x5t#S256":"AAAA"}}`],
    ["a time of authentication to come", `{${good},"auth_time":${String(seconds + 3600)}}`],
  ])("[C18] [C19] a payload with %s is refused, even when well signed", async (_name, payload) => {
    const { send, principals } = await setUp();
    expect((await send(await signed(payload))).status).toBe(401);
    expect(principals).toEqual([]);
  });

  test("[C20] a token that is bound to a certificate is good on a connection that shows it, and on no other", async () => {
    const { fence, send } = await setUp();
    const fingerprint = "ab".repeat(32);
    const thumbprint = Buffer.from(fingerprint, "hex").toString("base64url");
    const token = await signed(`{${good},"cnf":{"x5t#S256":"${thumbprint}"}}`);
    const shown = async (print: string): Promise<number> => {
      const [to] = fence.routes;
      if (to === undefined) throw new Error("no route");
      const certificate: ClientCertificate = {
        verified: true,
        fingerprint: print,
        commonName: null,
        alternativeNames: [],
        notBefore: 0,
        notAfter: now + 1000,
      };
      const headers = [["Authorization", `Bearer ${token}`]] as const;
      return (await fence.handle(to, incoming({ headers, certificate }))).status;
    };
    expect([await shown(fingerprint), await shown("cd".repeat(32))]).toEqual([200, 401]);
    expect((await send(token)).status).toBe(401);
  });

  test("[C18] a header with a member twice is refused", async () => {
    const { send, log } = await setUp();
    const [, payload = "", signature = ""] = (await signed(`{${good}}`)).split(".");
    const header = Buffer.from('{"alg":"none","alg":"ES256","kid":"one"}').toString("base64url");
    expect((await send(`${header}.${payload}.${signature}`)).status).toBe(401);
    expect(log.lines.at(-1)).toMatchObject({ reason: "wrong: unreadable header" });
  });

  test.each([
    ["padding", (token: string) => `${token}=`],
    ["white space", (token: string) => token.replace(".", "%20.")],
    ["stray bits", withStrayBits],
  ])("[C18] one spelling of base64url: a token with %s is refused", async (_name, spoil) => {
    const { send } = await setUp();
    expect((await send(spoil(await signed(`{${good}}`)))).status).toBe(401);
  });

  test.each([
    ["id+jwt", 401],
    ["logout+jwt", 401],
    ["dpop+jwt", 401],
    ["JWT", 200],
    ["application/at+jwt", 200],
    [7, 401],
  ])("[C19] other tokens of the same issuer are none: typ %s answers %i", async (typ, status) => {
    const { send } = await setUp();
    const token = await mint(keys, {}, { typ });
    expect((await send(token)).status).toBe(status);
  });

  test("names of claims reach no prototype", async () => {
    const { send, principals } = await setUp({
      claims: { subject: "sub", scopes: "constructor", roles: "toString", tenant: null },
      privileged: {},
    });
    expect((await send(await mint(keys))).status).toBe(200);
    expect(principals[0]).toMatchObject({ scopes: [], roles: [] });
    expect((await send(await mint(keys, { scope: "x" }, {}))).status).toBe(200);
    const strange = await setUp({
      claims: { subject: "valueOf", scopes: "scope", roles: "roles", tenant: null },
    });
    expect((await strange.send(await mint(keys))).status).toBe(401);
  });

  test("[C18] a key serves the algorithm that it names, and no other of its type", async () => {
    const pair = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: "one", alg: "RS256" };
    const both = { privateKey: pair.privateKey, jwks: JSON.stringify({ keys: [jwk] }) };
    const { send } = await setUp({ algorithms: ["RS256", "PS256"] }, { keys: both });
    expect((await send(await mint(both, {}, { alg: "RS256" }))).status).toBe(200);
    const other = await generateKeyPair("PS256");
    expect(
      (await send(await mint({ ...both, privateKey: other.privateKey }, {}, { alg: "PS256" }))).status,
    ).toBe(401);
  });
});

describe("a token that was seen before", () => {
  test("[C19] expires, and its scopes age, though its signature is remembered", async () => {
    let time = now;
    const { send, principals, log } = await setUp({}, { clock: () => time });
    const token = await mint(keys, { scope: "orders:admin orders:read", exp: seconds + 1200 });
    expect((await send(token)).status).toBe(200);
    time += 1_000_000;
    expect((await send(token)).status).toBe(200);
    expect(principals.map((each) => each?.scopes)).toEqual([
      ["orders:admin", "orders:read"],
      ["orders:read"],
    ]);
    time += 300_000;
    expect((await send(token)).status).toBe(401);
    expect(log.lines.at(-1)).toMatchObject({ authentication: "expired" });
  });

  test("[C56] is refused once its key is gone", async () => {
    const next = await createKeys("two");
    let jwks = keys.jwks;
    const secrets = Object.assign(async (name: string) => (name === "JWT_KEYS" ? jwks : "[]"), {
      pollEvery: 5,
    });
    const { send, close, log } = await setUp({}, { secrets });
    const token = await mint(keys);
    expect((await send(token)).status).toBe(200);
    jwks = next.jwks;
    await expect.poll(() => log.lines.filter(({ event }) => event === "secret_loaded").length).toBe(3);
    expect((await send(token)).status).toBe(401);
    expect((await send(await mint(next, {}, { kid: "two" }))).status).toBe(200);
    await close();
  });

  test("shows the same claims to everybody: handlers cannot change them", async () => {
    const { send, principals } = await setUp();
    const token = await mint(keys, { extra: { list: [1] } });
    await send(token);
    const claims = principals[0]?.claims as { extra: { list: number[] } };
    expect(() => claims.extra.list.push(2)).toThrow(TypeError);
    await send(token);
    expect(principals[1]?.claims["extra"]).toEqual({ list: [1] });
  });
});

test("[C65] a tenant is written to the log as a person reads it: short, and without characters of control", async () => {
  const { send, log } = await setUp();
  const org = `acme\u001b[31m\n${"x".repeat(1000)}`;
  expect((await send(await mint(keys, { org }))).status).toBe(200);
  expect(log.lines.at(-1)?.["tenant"]).toMatch(/^acme\[31mx{100,128}$/);
});

describe("tokens that are taken back", () => {
  const revocable = { revocable: true } as const;

  test("[C57] by their id, or with all others of their subject, also when they were seen before", async () => {
    const revocations = memoryRevocations(() => now);
    const { send, log } = await setUp(revocable, { revocations });
    const [one, two] = [await mint(keys, { jti: "1" }), await mint(keys, { jti: "2" })];
    const bob = await mint(keys, { jti: "3", sub: "bob" });
    for (const token of [one, two, bob]) expect((await send(token)).status).toBe(200);
    await revocations.revoke({ issuer, id: "1" }, now + 600_000);
    expect((await send(one)).status).toBe(401);
    expect(log.lines.at(-1)).toMatchObject({ reason: "wrong: revoked" });
    expect((await send(two)).status).toBe(200);
    await revocations.revokeSubject({ issuer, subject: "bob" }, now + 600_000);
    expect([(await send(bob)).status, (await send(two)).status]).toEqual([401, 200]);
  });

  test("[C57] with their subject, also where the clock of their issuer is ahead by as much as the leeway", async () => {
    let time = now;
    const clock = () => time;
    const revocations = memoryRevocations(clock);
    const { send } = await setUp(revocable, { revocations, clock });
    const ahead = await mint(keys, { jti: "1", iat: seconds + 30 });
    expect((await send(ahead)).status).toBe(200);
    await revocations.revokeSubject({ issuer, subject: "alice" }, now + 600_000);
    expect((await send(ahead)).status).toBe(401);
    time += 31_000;
    expect((await send(ahead)).status).toBe(401);
    expect((await send(await mint(keys, { jti: "2", iat: seconds + 31 }))).status).toBe(200);
  });

  test("[C57] stay so when their subject is named again by a clock that is behind", async () => {
    let time = now;
    const revocations = memoryRevocations(() => time);
    const { send } = await setUp(revocable, { revocations });
    const token = await mint(keys, { jti: "1" });
    await revocations.revokeSubject({ issuer, subject: "alice" }, now + 600_000);
    time -= 60_000;
    await revocations.revokeSubject({ issuer, subject: "alice" }, now + 600_000);
    expect((await send(token)).status).toBe(401);
  });

  test("[C57] need an id, and a list that answers", async () => {
    const broken = { ...memoryRevocations(), isRevoked: () => Promise.reject(new Error("away")) };
    const { send } = await setUp(revocable, { revocations: broken });
    expect((await send(await mint(keys))).status).toBe(401);
    expect((await send(await mint(keys, { jti: 7 }))).status).toBe(401);
    expect((await send(await mint(keys, { jti: "7" }))).status).toBe(503);
    await expect(setUp(revocable)).rejects.toThrow(/no list of revocations/);
  });
});

describe("privileged scopes that have aged out", () => {
  const admin = {
    authentication: {
      kind: "required",
      alternatives: [[{ scheme: "bearer", grants: ["orders:admin"] }]],
    },
  } as const;
  const challenge =
    'Bearer realm="Test", error="insufficient_user_authentication", ' +
    'error_description="More recent authentication is required", max_age="900", scope="orders:admin"';

  test("[C29] ask the caller to step up (RFC 9470), and only whoever has the scope", async () => {
    const { send, log } = await setUp({}, {}, admin);
    const old = { iat: seconds - 1000 };
    const response = await send(await mint(keys, { scope: "orders:admin", ...old }));
    expect(response.status).toBe(401);
    expect(response.headers.filter(([name]) => name === "www-authenticate")).toEqual([
      ["www-authenticate", challenge],
    ]);
    expect(log.lines.at(-1)).toMatchObject({ event: "authz_fail", subject: "alice" });
    expect((await send(await mint(keys, old))).status).toBe(403);
  });

  test("[C30] are logged by name whenever somebody uses them", async () => {
    const byRequirement = await setUp({}, {}, admin);
    await byRequirement.send(await mint(keys, { scope: "orders:admin orders:read" }));
    const used = { event: "authz_admin", status: 200, subject: "alice", scopes: ["orders:admin"] };
    expect(byRequirement.log.lines.at(-1)).toMatchObject(used);
    const byRights = await setUp({}, {}, { requires: { scopes: ["orders:admin"], roles: [] } });
    await byRights.send(await mint(keys, { scope: "orders:admin" }));
    expect(byRights.log.lines.at(-1)).toMatchObject(used);
    const unused = await setUp();
    await unused.send(await mint(keys, { scope: "orders:admin" }));
    expect(unused.log.lines.at(-1)).toMatchObject({ event: "request" });
  });

  test("[C30] issuing credentials is logged as what the document calls it", async () => {
    const issuing = { ...admin, audit: { privileged: true, event: "credential.issued" } };
    const { send, log } = await setUp({}, {}, issuing);
    await send(await mint(keys, { scope: "orders:admin" }));
    expect(log.lines.at(-1)).toMatchObject({
      event: "credential.issued",
      privileged: true,
      subject: "alice",
    });
  });

  test("[C29] are as old as the proof of who it is, not as the token", async () => {
    const { send } = await setUp({}, {}, admin);
    const claims = { scope: "orders:admin", auth_time: seconds - 1000 };
    expect((await send(await mint(keys, claims))).status).toBe(401);
    expect((await send(await mint(keys, { ...claims, auth_time: seconds - 100 }))).status).toBe(200);
  });

  test("[C29] ask so where rights beyond `security` need them as well", async () => {
    const { send } = await setUp({}, {}, { requires: { scopes: ["orders:admin"], roles: [] } });
    const response = await send(await mint(keys, { scope: "orders:admin", iat: seconds - 1000 }));
    expect([response.status, response.header("www-authenticate")]).toEqual([401, challenge]);
  });
});

/** The last character of a signature of 64 bytes carries four bits that mean nothing. */
function withStrayBits(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1) ?? "A");
  return token.slice(0, -1) + (alphabet[last + 1] ?? "B");
}
