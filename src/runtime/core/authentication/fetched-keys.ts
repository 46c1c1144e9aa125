import type { JwtScheme, KeySource } from "../policy.js";
import type { KeyReader } from "./jwt-scheme.js";
import type { KeyLookup } from "./key-ring.js";
import { createKeySource } from "./key-source.js";
import { discoveredKeys, jwksAt, type FetchKeys } from "./remote-keys.js";
import type { SchemeServices } from "./schemes.js";

/** How long fetched keys outlive their source where the document does not say. Milliseconds. */
const defaultStale = 3_600_000;

/** Keys of a JWKS at an address. */
export const keysOfJwks: KeyReader<Extract<KeySource, { readonly kind: "jwks" }>> = async (
  scheme,
  { url },
  services,
) => fetched(scheme, jwksAt(scheme, url), services);

/** Keys of the JWKS that an issuer's metadata names. */
export const keysOfIssuer: KeyReader<Extract<KeySource, { readonly kind: "discovery" }>> = async (
  scheme,
  { url },
  services,
) => fetched(scheme, discoveredKeys(scheme, url), services);

function fetched(
  { name, stale = defaultStale }: JwtScheme,
  fetchKeys: FetchKeys,
  { clock, log }: SchemeServices,
): KeyLookup {
  return createKeySource(fetchKeys, {
    clock,
    stale,
    onLost: (error) => log.keysLost(name, error),
    onBack: () => log.keysBack(name),
  });
}
