import type { JwtScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { fetchJson, isTrustworthy } from "./fetch-json.js";
import { bindKey, type JWK, type KeyRing } from "./key-ring.js";
import { SourceError } from "./source-error.js";

/** Milliseconds and bytes that a key set or a metadata document may take. */
const answer = { timeout: 5_000, size: 262_144 } as const;
/** More keys than any rotation needs; each costs a signature check where a token names none. */
const mostKeys = 64;

/** How the keys of a scheme are fetched anew. @throws SourceError */
export type FetchKeys = () => Promise<KeyRing>;

/** Fetches a JWKS from its address. Keys that are not for the scheme are passed over, as others may use the set too. */
export function jwksAt(scheme: JwtScheme, address: string): FetchKeys {
  requireTrustworthy(address);
  return () => fetchKeySet(scheme.algorithms, address);
}

/**
 * Fetches the metadata of an issuer, then the JWKS that it names. The metadata must be about exactly the issuer that
 * the scheme trusts (OpenID Connect Discovery 1.0 §4.3, RFC 8414 §3.3): otherwise one issuer could pass for another.
 */
export function discoveredKeys(scheme: JwtScheme, address: string): FetchKeys {
  requireTrustworthy(address);
  return async () => {
    const { issuer, jwks_uri: jwks } = await fetchJson(address, answer);
    if (issuer !== scheme.issuer) throw new SourceError(`${address} is about another issuer`);
    if (typeof jwks !== "string" || !URL.canParse(jwks)) throw new SourceError(`${address} names no keys`);
    return fetchKeySet(scheme.algorithms, jwks);
  };
}

function requireTrustworthy(address: string): void {
  if (!isTrustworthy(address)) throw new FenceConfigurationError(`keys at ${address} are not on https`);
}

async function fetchKeySet(algorithms: readonly string[], address: string): Promise<KeyRing> {
  const { keys } = await fetchJson(address, answer);
  if (!Array.isArray(keys) || keys.length > mostKeys)
    throw new SourceError(`${address} answered no set of keys, or too many`);
  const usable = keys.filter((key): key is JWK => isObject(key) && key["kty"] !== "oct");
  const bound = await Promise.all(usable.map((jwk) => bindKey(algorithms, jwk)));
  return bound.flatMap((result) => (result.kind === "bound" ? result.keys : []));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
