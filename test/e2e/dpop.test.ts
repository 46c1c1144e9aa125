import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import { typeErrors } from "../support/compile.js";
import { freePort } from "../support/free-port.js";
import { openDocument, openOperation } from "../support/generated-server.js";
import {
  createProver,
  forge,
  prove,
  signPublicly,
  type Forgery,
  type Proven,
  type Prover,
} from "../support/proofs.js";
import { sendRaw } from "../support/raw-request.js";
import { missingRedis, startRedis, type TestRedis } from "../support/redis.js";
import { buildServer, startProcess, type ServerProcess } from "../support/server-processes.js";

const missing = await missingRedis();
const issuer = "https://id.example.com/";
/** Where callers think that the API is; the servers of this test listen elsewhere, as those behind a proxy do. */
const publicUrl = "https://api.example.com/v1";
const introspectionPort = await freePort();

function document(): JsonObject {
  const token = { issuer, audience: "api" };
  const signed = { algorithms: ["ES256"], ...token, keys: { secret: "JWT_KEYS" } };
  const introspection = {
    endpoint: `http://127.0.0.1:${String(introspectionPort)}/introspect`,
    client: "CLIENT",
  };
  const asks = (id: string, method = "get"): JsonObject => ({
    [method]: { ...openOperation(id), security: [{ [id]: [] }], "x-security": {} },
  });
  return {
    ...openDocument({
      "/bound": asks("bound"),
      "/either": asks("either"),
      "/opaque": asks("opaque"),
      "/fresh": asks("fresh"),
    }),
    servers: [
      { url: publicUrl },
      { url: "https://{region}.example.com", variables: { region: { default: "eu" } } },
    ],
    components: {
      securitySchemes: {
        bound: { type: "http", scheme: "dpop", "x-security": signed },
        either: {
          type: "oauth2",
          flows: {},
          "x-security": { ...signed, dpop: { required: false, algorithms: ["ES256", "PS256", "Ed25519"] } },
        },
        opaque: { type: "http", scheme: "dpop", "x-security": { ...token, keys: { introspection } } },
        fresh: { type: "http", scheme: "bearer", "x-security": { ...signed, dpop: { nonce: "NONCES" } } },
      },
    },
  };
}

const main = `
const answer = async () => ({ status: 200, body: "it" });
const handlers = Object.fromEntries(Object.keys(api.policy.operations).map((id) => [id, answer]));
const replays = await api.redisReplays(process.env.REDIS_URL);
await listen(await api.createServer({ handlers, replays }));
`;

interface Asked {
  readonly status: number;
  readonly challenges: string;
  readonly nonce: string | null;
}

describe.skipIf(missing !== null)("tokens that are bound to keys (RFC 9449), for several processes", () => {
  let redis: TestRedis;
  let asked: Server;
  let file: string;
  let servers: readonly [ServerProcess, ServerProcess];
  let alice: Prover;
  let mallory: Prover;
  let mint: (claims: JsonObject) => Promise<string>;
  let token: string;
  const opaque = new Map<string, object>();

  beforeAll(async () => {
    redis = await startRedis();
    [alice, mallory] = [await createProver(), await createProver()];
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    mint = (claims) =>
      new SignJWT({ iss: issuer, aud: "api", sub: "alice", jti: "1", ...claims })
        .setProtectedHeader({ alg: "ES256", kid: "one" })
        .setIssuedAt()
        .setExpirationTime("10m")
        .sign(privateKey);
    token = await mint({ cnf: { jkt: alice.thumbprint } });
    asked = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () =>
        response.end(JSON.stringify(opaque.get(new URLSearchParams(body).get("token") ?? "") ?? {})),
      );
    }).listen(introspectionPort, "127.0.0.1");
    await once(asked, "listening");
    file = await buildServer("e2e-dpop", document(), main, { redis: true });
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }] };
    const env = {
      REDIS_URL: redis.url,
      JWT_KEYS: JSON.stringify(keys),
      CLIENT: JSON.stringify({ client_id: "api", client_secret: "correct horse battery" }),
      NONCES: "a secret of chance with more than 32 characters",
    };
    servers = await Promise.all([startProcess(file, env), startProcess(file, env)]);
  });
  afterAll(async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
    asked.close();
    await redis.close();
  });

  const about = (path: string, changes: Partial<Proven> = {}): Proven => ({
    method: "GET",
    url: publicUrl + path,
    token,
    at: Math.floor(Date.now() / 1000),
    ...changes,
  });
  const ask = async (
    path: string,
    authorization: string,
    proof: string | null,
    [server] = servers as readonly [ServerProcess, ...unknown[]],
  ): Promise<Asked> => {
    const headers = { authorization, ...(proof === null ? {} : { dpop: proof }) };
    const response = await fetch(server.base + path, { headers });
    const challenges = response.headers.get("www-authenticate") ?? "";
    return { status: response.status, challenges, nonce: response.headers.get("dpop-nonce") };
  };
  const status = async (proof: string | null, path = "/bound"): Promise<number> =>
    (await ask(path, `DPoP ${token}`, proof)).status;

  /** The last line about a request: alarms stand between them. */
  const lastRefusal = (): unknown => servers[0].log.findLast((line) => "status" in line);

  it("compiles under the strictest flags", () => {
    expect(typeErrors(file.replace("main.mjs", ""), [{ path: "api/index.ts", text: "" }])).toEqual([]);
  });

  it("[C19] are taken with a proof of their key, and each proof once, whichever process it comes to", async () => {
    const proof = await prove(alice, about("/bound"));
    expect(await status(proof)).toBe(200);
    expect(await status(forge(alice, about("/bound"), {}))).toBe(200);
    expect(await status(proof)).toBe(401);
    expect((await ask("/bound", `DPoP ${token}`, proof, [servers[1]])).status).toBe(401);
    const atOnce = await prove(alice, about("/bound"));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        ask("/bound", `DPoP ${token}`, atOnce, [servers[index % 2 === 0 ? 0 : 1]]),
      ),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });

  it.each<[string, Partial<Proven>]>([
    ["in another spelling of the same URL", { url: "HTTPS://API.example.com:443/v1/%62ound" }],
    ["a little ahead", { at: Math.floor(Date.now() / 1000) + 20 }],
    ["a little behind", { at: Math.floor(Date.now() / 1000) - 20 }],
  ])("takes a proof %s", async (_name, changes) => {
    expect(await status(await prove(alice, about("/bound", changes)))).toBe(200);
  });

  it("takes proofs by each kind of key that the scheme lists, and by no other", async () => {
    const algorithms = ["PS256", "Ed25519", "ES384"];
    const found = await Promise.all(
      algorithms.map(async (algorithm) => {
        const prover = await createProver(algorithm);
        const bound = await mint({ cnf: { jkt: prover.thumbprint } });
        const proof = await prove(prover, about("/either", { token: bound }), {}, algorithm);
        return (await ask("/either", `DPoP ${bound}`, proof)).status;
      }),
    );
    expect(found).toEqual([200, 200, 401]);
  });

  const now = Math.floor(Date.now() / 1000);
  const otherUrl = (url: string): Forgery => ({ claims: { htu: url } });
  it.each<[string, string, Forgery]>([
    ["no type", "typ", { header: { typ: undefined } }],
    ["the type of a token", "typ", { header: { typ: "at+jwt" } }],
    ["its type in capitals", "typ", { header: { typ: "DPoP+JWT" } }],
    ["a critical extension", "header parameter crit", { header: { crit: ["b64"], b64: true } }],
    ["an extension alone", "header parameter b64", { header: { b64: true } }],
    ["a key from elsewhere", "header parameter jku", { header: { jku: "https://evil.example/keys" } }],
    ["a certificate chain", "header parameter x5c", { header: { x5c: ["AAAA"] } }],
    ["no key", "jwk", { header: { jwk: undefined } }],
    ["a key that is text", "jwk", { header: { jwk: "key" } }],
    ["a list of keys", "jwk", { header: { jwk: [{}] } }],
    ["an algorithm that is not listed", "algorithm", { header: { alg: "RS256" } }],
    ["no algorithm", "algorithm", { header: { alg: undefined } }],
    ["the algorithm none", "algorithm", { header: { alg: "none" }, sign: () => Buffer.from("x") }],
    ["no signature", "not a compact JWS", { sign: () => Buffer.alloc(0) }],
    ["a signature of zeros", "signature", { sign: () => Buffer.alloc(64) }],
    ["no id", "jti", { claims: { jti: undefined } }],
    ["an empty id", "jti", { claims: { jti: "" } }],
    ["a number for an id", "jti", { claims: { jti: 7 } }],
    ["no method", "htm", { claims: { htm: undefined } }],
    ["another method", "htm", { claims: { htm: "POST" } }],
    ["its method in small letters", "htm", { claims: { htm: "get" } }],
    ["no URL", "htu", { claims: { htu: undefined } }],
    ["a list of URLs", "htu", { claims: { htu: [`${publicUrl}/bound`] } }],
    ["another host", "htu", otherUrl("https://evil.example/v1/bound")],
    ["a host that only begins alike", "htu", otherUrl("https://api.example.com.evil.example/v1/bound")],
    ["another port", "htu", otherUrl("https://api.example.com:8443/v1/bound")],
    ["another scheme", "htu", otherUrl("http://api.example.com/v1/bound")],
    ["another path", "htu", otherUrl(`${publicUrl}/either`)],
    ["its path in capitals", "htu", otherUrl(`${publicUrl}/BOUND`)],
    ["a path with one slash more", "htu", otherUrl(`${publicUrl}/bound/`)],
    ["a path without where the API stands", "htu", otherUrl("https://api.example.com/bound")],
    ["a query in its URL", "htu", otherUrl(`${publicUrl}/bound?`)],
    ["a fragment in its URL", "htu", otherUrl(`${publicUrl}/bound#a`)],
    ["a user in its URL", "htu", otherUrl("https://api.example.com@evil.example/v1/bound")],
    ["a path for its URL", "htu", otherUrl("/v1/bound")],
    ["no time", "iat", { claims: { iat: undefined } }],
    ["a time as text", "iat", { claims: { iat: String(now) } }],
    ["a time long gone", "iat", { claims: { iat: now - 3600 } }],
    ["a time to come", "iat", { claims: { iat: now + 3600 } }],
    ["a time beyond all times", "iat", { claims: { iat: 1e308 } }],
    ["no hash of the token", "ath", { claims: { ath: undefined } }],
    ["a hash of another token", "ath", { claims: { ath: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" } }],
    ["a claim twice", "unreadable payload", { payload: `{"htm":"GET","htm":"POST"}` }],
    ["a list for claims", "unreadable payload", { payload: "[]" }],
    ["no JSON", "unreadable payload", { payload: "{" }],
  ])(
    "[C18] [C19] refuses a proof with %s, though its key is the right one",
    async (_name, fault, forgery) => {
      expect(await status(forge(alice, about("/bound"), forgery))).toBe(401);
      await expect.poll(lastRefusal).toMatchObject({ reason: `wrong: proof: ${fault}` });
    },
  );

  it("refuses proofs by other keys, private ones, and keys that everybody has", async () => {
    const request = about("/bound");
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const d = (await exportJWK(privateKey)).d;
    const shared = { kty: "oct", k: Buffer.alloc(32).toString("base64url") };
    const forged = [
      await prove(mallory, request),
      forge(mallory, request, { header: { jwk: alice.jwk } }),
      forge(alice, request, { header: { jwk: { ...alice.jwk, d } } }),
      forge(alice, request, { header: { jwk: { ...alice.jwk, k: "AAAA" } } }),
      forge(alice, request, { header: { jwk: { ...alice.jwk, use: "enc" } } }),
      forge(alice, request, { header: { jwk: { ...alice.jwk, crv: "P-384" } } }),
      forge(alice, request, { header: { alg: "HS256" }, sign: signPublicly(alice) }),
      forge(alice, request, { header: { alg: "HS256", jwk: shared }, sign: signPublicly(alice) }),
      forge(alice, request, { header: { jwk: { ...alice.jwk, x: `${alice.jwk.x ?? ""}=` } } }),
    ];
    for (const proof of forged) expect(await status(proof)).toBe(401);
  });

  it("refuses what is no proof, several, one that is too long, and one in pieces", async () => {
    const good = async (): Promise<string> => prove(alice, about("/bound"));
    const [head = "", payload = "", signature = ""] = (await good()).split(".");
    const odd = [
      null,
      "",
      ".",
      "x",
      token,
      `${head}.${payload}`,
      `${head}.${payload}.${signature}.`,
      `${head}.${payload}.${signature}=`,
      `${await good()}, ${await good()}`,
      forge(alice, about("/bound"), { claims: { filler: "a".repeat(4000) } }),
    ];
    for (const proof of odd) expect(await status(proof)).toBe(401);
    const { port } = new URL(servers[0].base);
    const raw = (lines: readonly string[]): Promise<string> =>
      sendRaw(
        Number(port),
        `GET /bound HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n${lines.join("\r\n")}\r\n\r\n`,
      );
    const proof = await good();
    const shown = `Authorization: DPoP ${token}`;
    expect(await raw([shown, `DPoP: ${proof}`, `dpop: ${await good()}`])).toMatch(/^HTTP\/1.1 401 /);
    expect(await raw([shown, `DPoP: ${"a".repeat(20_000)}`])).toMatch(/^HTTP\/1.1 431 /);
    expect(await raw([shown, `DPoP: ${proof}`])).toMatch(/^HTTP\/1.1 200 /);
  });

  it("does not go by what a request says of its host, nor by whom it was forwarded", async () => {
    const proof = await prove(alice, about("/bound", { url: "https://evil.example/v1/bound" }));
    const { port } = new URL(servers[0].base);
    const lines = [
      "Host: evil.example",
      "X-Forwarded-Host: evil.example",
      "Forwarded: host=evil.example;proto=https",
      `Authorization: DPoP ${token}`,
      `DPoP: ${proof}`,
      "Connection: close",
    ];
    const answer = await sendRaw(Number(port), `GET /bound HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });

  it("[C14] refuses a bound token as Bearer, and an unbound one as DPoP, with one and the same answer", async () => {
    const plain = await mint({});
    const proof = async (shown: string): Promise<string> => prove(alice, about("/bound", { token: shown }));
    const refused = [
      await ask("/bound", `Bearer ${token}`, null),
      await ask("/bound", `Bearer ${token}`, await proof(token)),
      await ask("/bound", `Bearer ${plain}`, null),
      await ask("/bound", `DPoP ${plain}`, await proof(plain)),
      await ask("/bound", `DPoP ${token}`, null),
      await ask("/bound", `DPoP ${token}, DPoP ${token}`, await proof(token)),
      await ask("/bound", "", null),
    ];
    const answer = { status: 401, challenges: 'DPoP realm="Test", algs="ES256 EdDSA Ed25519"', nonce: null };
    for (const each of refused) expect(each).toEqual(answer);
  });

  it("takes both where a scheme says so, each in its own way", async () => {
    const plain = await mint({});
    const proof = (shown: string): Promise<string> => prove(alice, about("/either", { token: shown }));
    expect((await ask("/either", `Bearer ${plain}`, null)).status).toBe(200);
    expect((await ask("/either", `dpop ${token}`, await proof(token))).status).toBe(200);
    expect((await ask("/either", `Bearer ${token}`, await proof(token))).status).toBe(401);
    expect(await ask("/either", `DPoP ${plain}`, await proof(plain))).toMatchObject({
      status: 401,
      challenges: 'Bearer realm="Test", DPoP realm="Test", algs="ES256 PS256 Ed25519"',
    });
  });

  it.each<[string, JsonObject]>([
    ["nothing", {}],
    ["a thumbprint that is a number", { jkt: 7 }],
    ["another kind of thumbprint", { "x5t#S256": "AAAA" }],
    ["two kinds at once", { jkt: "JKT", "x5t#S256": "AAAA" }],
  ])("refuses a token that is bound to %s", async (_name, cnf) => {
    const text = JSON.stringify(cnf).replace("JKT", alice.thumbprint);
    const bound = await mint({ cnf: JSON.parse(text) as JsonObject });
    const proof = await prove(alice, about("/bound", { token: bound }));
    expect((await ask("/bound", `DPoP ${bound}`, proof)).status).toBe(401);
  });

  it("holds for tokens of which their issuer is asked", async () => {
    const answer = { active: true, sub: "alice", aud: "api", iss: issuer, token_type: "DPoP" };
    opaque.set("bound", { ...answer, cnf: { jkt: alice.thumbprint } });
    opaque.set("plain", answer);
    const proof = (prover: Prover, shown: string): Promise<string> =>
      prove(prover, about("/opaque", { token: shown }));
    const shown = async (word: string, text: string, prover: Prover): Promise<number> =>
      (await ask("/opaque", `${word} ${text}`, await proof(prover, text))).status;
    expect(await shown("DPoP", "bound", alice)).toBe(200);
    expect(await shown("DPoP", "bound", mallory)).toBe(401);
    expect(await shown("Bearer", "bound", alice)).toBe(401);
    expect(await shown("DPoP", "plain", alice)).toBe(401);
    expect(await shown("DPoP", "bound", alice)).toBe(200);
  });

  it("asks for its nonce where the scheme has one: whoever has the token and the key, and nobody else", async () => {
    const proof = (claims: JsonObject, prover = alice): Promise<string> =>
      prove(prover, about("/fresh"), claims);
    const first = await ask("/fresh", `DPoP ${token}`, await proof({}));
    expect(first.status).toBe(401);
    expect(first.challenges).toContain('error="use_dpop_nonce"');
    const nonce = first.nonce ?? "";
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{32}$/);
    const good = await proof({ nonce });
    expect(await ask("/fresh", `DPoP ${token}`, good, [servers[1]])).toMatchObject({
      status: 200,
      nonce: null,
    });
    expect((await ask("/fresh", `DPoP ${token}`, good)).status).toBe(401);
    for (const wrong of ["", "x", 7, [nonce]])
      expect((await ask("/fresh", `DPoP ${token}`, await proof({ nonce: wrong }))).nonce).toBe(nonce);
    const stranger = await ask("/fresh", `DPoP ${token}`, await proof({ nonce }, mallory));
    expect(stranger).toMatchObject({ status: 401, nonce: null });
    expect(stranger.challenges).not.toContain("error=");
  });

  it("judges the proof of a token that was taken before, and lets no proof in while Redis is away: 503", async () => {
    expect(await status(await prove(alice, about("/bound")))).toBe(200);
    expect(await status(await prove(mallory, about("/bound")))).toBe(401);
    redis.pause();
    expect(await status(await prove(alice, about("/bound")))).toBe(503);
    expect(await status(await prove(mallory, about("/bound")))).toBe(401);
    redis.resume();
    await expect.poll(async () => status(await prove(alice, about("/bound")))).toBe(200);
  });

  it("says in the log what was wrong with a proof, and repeats nothing of it", async () => {
    const proof = await prove(alice, about("/bound"), { htm: "PURGE-ME" });
    await status(proof);
    await expect.poll(lastRefusal).toMatchObject({ reason: "wrong: proof: htm", authentication: "wrong" });
    const text = JSON.stringify(servers.map(({ log }) => log));
    for (const secret of [proof, "PURGE-ME", alice.thumbprint, token]) expect(text).not.toContain(secret);
  });
});
