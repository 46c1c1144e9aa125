import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import { redisRevocations } from "../../src/runtime/redis/revocations.js";
import { typeErrors } from "../support/compile.js";
import { openDocument, openOperation } from "../support/generated-server.js";
import { missingRedis, startRedis, type TestRedis } from "../support/redis.js";
import { buildServer, startProcess, type ServerProcess } from "../support/server-processes.js";

const missing = await missingRedis();
const issuer = "https://id.example.com/";

/** A server with every option that schemes ask of it. */
function document(): JsonObject {
  const token = { issuer, audience: "api" };
  const open = openDocument({
    "/me": { get: { ...openOperation("me"), security: [{ bearer: [] }], "x-security": {} } },
    "/user": { get: { ...openOperation("user"), security: [{ user: [] }], "x-security": {} } },
    "/machine": { get: { ...openOperation("machine"), security: [{ machine: [] }], "x-security": {} } },
    "/opaque": { get: { ...openOperation("opaque"), security: [{ opaque: [] }], "x-security": {} } },
  });
  const introspection = { endpoint: "https://id.example.com/introspect", client: "CLIENT" };
  return {
    ...open,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          "x-security": { algorithms: ["ES256"], ...token, keys: { secret: "JWT_KEYS" }, revocable: true },
        },
        user: { type: "http", scheme: "basic", "x-security": { keys: { application: "users" } } },
        machine: { type: "mutualTLS", "x-security": { keys: { certificate: "san-uri" } } },
        opaque: { type: "http", scheme: "bearer", "x-security": { ...token, keys: { introspection } } },
      },
    },
  };
}

const main = `
const answer = async () => ({ status: 200, body: "it" });
const handlers = Object.fromEntries(Object.keys(api.policy.operations).map((id) => [id, answer]));
const password = await api.hashPassword("correct horse");
const users = async (name) => (name === "alice" ? { subject: "alice", password } : undefined);
await listen(await api.createServer({ handlers, users, revocations: await api.redisRevocations(process.env.REDIS_URL) }));
`;

describe.skipIf(missing !== null)("tokens that are taken back, for several processes", () => {
  let redis: TestRedis;
  let file: string;
  let servers: readonly ServerProcess[];
  let token: (claims: JsonObject) => Promise<string>;

  beforeAll(async () => {
    redis = await startRedis();
    file = await buildServer("e2e-revocations", document(), main, { redis: true });
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }] };
    token = (claims) =>
      new SignJWT({ iss: issuer, aud: "api", sub: "alice", ...claims })
        .setProtectedHeader({ alg: "ES256", kid: "one" })
        .setIssuedAt()
        .setExpirationTime("10m")
        .sign(privateKey);
    const env = {
      REDIS_URL: redis.url,
      JWT_KEYS: JSON.stringify(keys),
      CLIENT: JSON.stringify({ client_id: "api", client_secret: "correct horse battery" }),
    };
    servers = await Promise.all([startProcess(file, env), startProcess(file, env)]);
  });
  afterAll(async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
    await redis.close();
  });

  const ask = (path: string, authorization: string): Promise<readonly number[]> =>
    Promise.all(
      servers.map(async ({ base }) => (await fetch(base + path, { headers: { authorization } })).status),
    );
  const statuses = (bearer: string): Promise<readonly number[]> => ask("/me", `Bearer ${bearer}`);

  it("compiles under the strictest flags, with all that schemes ask of a server", () => {
    expect(typeErrors(file.replace("main.mjs", ""), [{ path: "api/index.ts", text: "" }])).toEqual([]);
  });

  it("[C57] are refused by all of them at once, and by none while Redis is away: 503", async () => {
    const list = await redisRevocations(redis.url);
    const [one, two] = [await token({ jti: "1" }), await token({ jti: "2" })];
    const bob = await token({ jti: "3", sub: "bob" });
    for (const each of [one, two, bob]) expect(await statuses(each)).toEqual([200, 200]);
    const until = Date.now() + 600_000;
    await list.revoke({ issuer, id: "1" }, until);
    // A shorter call does not take back what a longer one said.
    await list.revoke({ issuer, id: "1" }, Date.now() + 1);
    await list.revokeSubject({ issuer, subject: "bob" }, until);
    expect(await statuses(one)).toEqual([401, 401]);
    expect(await statuses(bob)).toEqual([401, 401]);
    // Nor does one from a server whose clock is behind.
    const behind = await redisRevocations(redis.url, { clock: () => Date.now() - 60_000 });
    await behind.revokeSubject({ issuer, subject: "bob" }, until);
    await behind.close();
    expect(await statuses(bob)).toEqual([401, 401]);
    expect(await statuses(two)).toEqual([200, 200]);
    redis.pause();
    expect(await statuses(two)).toEqual([503, 503]);
    redis.resume();
    await expect.poll(() => statuses(two)).toEqual([200, 200]);
    expect(await statuses(one)).toEqual([401, 401]);
    await list.close();
  });

  it("[C13] asks the application for its users, and nobody comes by certificate where TLS ends elsewhere", async () => {
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    expect(await ask("/user", basic("alice:correct horse"))).toEqual([200, 200]);
    expect(await ask("/user", basic("alice:wrong"))).toEqual([401, 401]);
    expect(await ask("/machine", basic("alice:correct horse"))).toEqual([401, 401]);
  });
});
