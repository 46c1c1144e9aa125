import type { CredentialPlace, DpopPolicy, KeySource } from "../../runtime/core/policy.js";
import {
  claimNames,
  grantsAndSurfaces,
  incomplete,
  misfit,
  placeOf,
  served,
  stated,
  type SchemeReading,
  type SchemeSource,
} from "./source.js";

/** Clocks of two machines may differ by this much where the document does not say. Milliseconds. */
const defaultLeeway = 30_000;
/** How long an answer about a token is believed where the document does not say. Milliseconds. */
const defaultCache = 60_000;

/** A token that carries its claims, signed. */
export function jwtPolicy(source: SchemeSource): SchemeReading {
  const { name, written, keys } = source;
  const { algorithms, issuer, audience, stale, revocable } = written;
  if (algorithms === undefined || issuer === undefined || audience === undefined || keys === undefined) {
    const needed = { algorithms, issuer, audience, keys };
    return incomplete(
      ...Object.entries(needed).flatMap(([key, value]) => (value === undefined ? [key] : [])),
    );
  }
  const from = keySource(keys);
  if (from === null) return misfit("jwks, discovery, secret");
  const privileged = Object.entries(written.privileged ?? {}).map(
    ([scope, { maxAge }]) => [scope, maxAge] as const,
  );
  return served({
    kind: "jwt",
    name,
    ...tokenPlace(source),
    algorithms,
    issuer,
    audience,
    type: written.type ?? null,
    keys: from,
    leeway: written.leeway ?? defaultLeeway,
    maxAge: written.maxAge ?? null,
    claims: claimNames(source),
    privileged: Object.fromEntries(privileged),
    ...stated("stale", stale),
    ...(revocable === true ? { revocable } : {}),
    ...grantsAndSurfaces(source),
  });
}

const dpopDefaults = { algorithms: ["ES256", "EdDSA", "Ed25519"], window: 60_000 } as const;

/** Where the token stands, and how it is bound to a key. RFC 6750 §2.1, RFC 9449 §7.1. */
function tokenPlace(source: SchemeSource): {
  readonly place: CredentialPlace;
  readonly dpop?: DpopPolicy;
} {
  const { dpop, urls } = source;
  const place = placeOf(source, "Bearer");
  if (dpop === undefined) return { place };
  const { required = true, algorithms = dpopDefaults.algorithms, window = dpopDefaults.window } = dpop;
  return {
    place: required ? { ...place, prefix: "DPoP" } : place,
    dpop: { required, algorithms, window, ...stated("nonce", dpop.nonce), urls },
  };
}

function keySource(keys: NonNullable<SchemeSource["keys"]>): KeySource | null {
  if (keys.jwks !== undefined) return { kind: "jwks", url: keys.jwks };
  if (keys.discovery !== undefined) return { kind: "discovery", url: keys.discovery };
  return keys.secret === undefined ? null : { kind: "secret", name: keys.secret };
}

/** A token that its issuer is asked about. */
export function introspectionPolicy(source: SchemeSource): SchemeReading {
  const { name, written, keys } = source;
  const { issuer = null, audience } = written;
  const endpoint = keys?.introspection?.endpoint;
  const client = keys?.introspection?.client;
  if (endpoint === undefined || client === undefined) return incomplete("keys");
  if (audience === undefined) return incomplete("audience");
  return served({
    kind: "introspection",
    name,
    ...tokenPlace(source),
    endpoint,
    client,
    issuer,
    audience,
    cache: keys?.introspection?.cache ?? defaultCache,
    claims: claimNames(source),
    ...grantsAndSurfaces(source),
  });
}
