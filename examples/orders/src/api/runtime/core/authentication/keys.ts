import {
  createRemoteJWKSet,
  errors,
  importJWK,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from "jose";
import type { JwtScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";

export type VerificationKey = CryptoKey | Uint8Array;

/** Keys that may have signed a token with this header; none where no key fits it. */
export type KeyLookup = (header: JWTHeaderParameters) => Promise<readonly VerificationKey[]>;

interface StaticKey {
  readonly id: string | undefined;
  readonly algorithm: string;
  readonly key: VerificationKey;
}

const keyTypes: readonly (readonly [algorithms: RegExp, type: string])[] = [
  [/^HS(256|384|512)$/, "oct"],
  [/^(RS|PS)(256|384|512)$/, "RSA"],
  [/^ES(256|384|512)$/, "EC"],
  [/^(EdDSA|Ed25519)$/, "OKP"],
];

/** The JWK key type (RFC 7518 §6.1) of a signature algorithm, or null where we do not serve the algorithm. */
export function keyTypeOf(algorithm: string): string | null {
  return keyTypes.find(([pattern]) => pattern.test(algorithm))?.[1] ?? null;
}

/**
 * Keys published at a URL: fetched when needed, within 5 seconds, at most every 30 seconds, kept for 10 minutes. Plain
 * HTTP is refused except on the machine itself.
 */
export function remoteKeys(address: string): KeyLookup {
  const url = new URL(address);
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !local)
    throw new FenceConfigurationError(`keys at ${address} are not on https`);
  const find = createRemoteJWKSet(url, {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  });
  return async (header) => {
    try {
      return [await find(header)];
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return [];
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      const keys: VerificationKey[] = [];
      for await (const key of error) keys.push(key);
      return keys;
    }
  };
}

/**
 * Keys of a secret that holds a JWKS (RFC 7517 §5) as text. Each key is bound to the algorithms of the scheme that fit
 * its type, or to its own `alg`; several keys overlap while one replaces the other. Throws FenceConfigurationError for
 * private asymmetric keys, short symmetric keys and keys that fit no algorithm.
 */
export async function staticKeys(scheme: JwtScheme, secret: string, text: string): Promise<KeyLookup> {
  const keys = (
    await Promise.all(parseKeySet(secret, text).map((jwk) => bindKey(scheme, secret, jwk)))
  ).flat();
  return async ({ alg, kid }) =>
    keys
      .filter((key) => key.algorithm === alg && (kid === undefined || key.id === kid))
      .map(({ key }) => key);
}

function parseKeySet(secret: string, text: string): readonly JWK[] {
  try {
    const parsed = JSON.parse(text) as { keys?: unknown };
    if (Array.isArray(parsed.keys) && parsed.keys.length > 0) return parsed.keys as JWK[];
  } catch {
    throw new FenceConfigurationError(`secret ${secret} is not JSON`);
  }
  throw new FenceConfigurationError(`secret ${secret} holds no JSON Web Key Set: {"keys": [...]}`);
}

async function bindKey(scheme: JwtScheme, secret: string, jwk: JWK): Promise<StaticKey[]> {
  const where = `a key of secret ${secret}`;
  if (jwk.kty !== "oct" && jwk.d !== undefined) {
    throw new FenceConfigurationError(`${where} is private; verification needs the public part only`);
  }
  if (jwk.kty === "oct" && Buffer.from(jwk.k ?? "", "base64url").length < 32) {
    throw new FenceConfigurationError(`${where} is shorter than 32 bytes`);
  }
  const fitting = scheme.algorithms.filter((algorithm) => keyTypeOf(algorithm) === jwk.kty);
  const algorithms = jwk.alg === undefined ? fitting : fitting.filter((algorithm) => algorithm === jwk.alg);
  if (algorithms.length === 0) {
    throw new FenceConfigurationError(`${where} fits none of the algorithms of scheme ${scheme.name}`);
  }
  const imported = await Promise.allSettled(algorithms.map((algorithm) => importJWK(jwk, algorithm)));
  const bound = imported.flatMap((result, index): StaticKey[] => {
    const algorithm = algorithms[index];
    return result.status === "rejected" || algorithm === undefined
      ? []
      : [{ id: jwk.kid, algorithm, key: result.value }];
  });
  if (bound.length === 0) throw new FenceConfigurationError(`${where} could not be read`);
  return bound;
}
