import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createJwtCheck } from "../dist/runtime/core/authentication/jwt.js";
import { keysFor } from "../dist/runtime/core/authentication/key-ring.js";
import { staticKeys } from "../dist/runtime/core/authentication/static-keys.js";
import { medians } from "./measure.mjs";

const caller = { address: "127.0.0.1", certificate: null };

/** Verifying one token so many times, against as many tokens once each. */
export async function tokens(count, rounds) {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }] });
  const ring = await staticKeys(["ES256"], "KEYS", jwks);
  const mint = (id) =>
    new SignJWT({ scope: "orders:read", id })
      .setProtectedHeader({ alg: "ES256", kid: "one" })
      .setIssuer("https://id.example.com/")
      .setAudience("orders")
      .setSubject("alice")
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(privateKey);
  const different = await Promise.all(Array.from({ length: count }, (_, index) => mint(index)));
  const same = different.map(() => different[0]);
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measure(ring, same));
    theirs.push(await measure(ring, different));
  }
  return { ours: medians(ours), theirs: medians(theirs) };
}

const policy = {
  kind: "jwt",
  name: "bearer",
  place: { in: "header", name: "authorization", prefix: "Bearer" },
  algorithms: ["ES256"],
  issuer: "https://id.example.com/",
  audience: "orders",
  type: null,
  keys: { kind: "secret", name: "KEYS" },
  leeway: 30_000,
  maxAge: null,
  claims: { subject: "sub", scopes: "scope", roles: "roles", tenant: null },
  privileged: {},
  grants: "scopes",
};

async function measure(ring, list) {
  const keys = async (hint) => keysFor(ring, hint);
  const check = createJwtCheck(policy, { keys, clock: Date.now, revocations: null });
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  for (const token of list) {
    const { kind } = await check.verify(token, caller);
    if (kind !== "accepted") throw new Error(`a good token is ${kind}`);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - wall, cpu: (user + system) / 1000, memory: Number.NaN };
}
