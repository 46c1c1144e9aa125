import type { KeySource } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import type { KeyReader } from "./jwt-scheme.js";
import { bindKey, keysFor, type JWK, type KeyRing } from "./key-ring.js";

/** Keys of a secret. */
export const keysOfSecret: KeyReader<Extract<KeySource, { readonly kind: "secret" }>> = async (
  { algorithms },
  { name },
  { secrets },
) => {
  const ring = await secrets.use([name], ([text = ""]) => staticKeys(algorithms, name, text));
  return async (hint) => keysFor(ring(), hint);
};

/**
 * Keys of a secret that holds a JWKS (RFC 7517 §5) as text; several overlap while one replaces the other.
 * @throws FenceConfigurationError for private asymmetric keys, weak keys and keys that fit no algorithm
 */
export async function staticKeys(
  algorithms: readonly string[],
  secret: string,
  text: string,
): Promise<KeyRing> {
  const bound = await Promise.all(parseKeySet(secret, text).map((jwk) => bindKey(algorithms, jwk)));
  return bound.flatMap((result) => {
    if (result.kind === "bound") return result.keys;
    throw new FenceConfigurationError(`a key of secret ${secret} ${result.fault}`);
  });
}

function parseKeySet(secret: string, text: string): readonly JWK[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new FenceConfigurationError(`secret ${secret} is not JSON`);
  }
  const keys = (parsed as { readonly keys?: unknown } | null)?.keys;
  const isSet = Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === "object" && key);
  if (!isSet)
    throw new FenceConfigurationError(`secret ${secret} holds no JSON Web Key Set: {"keys": [...]}`);
  return keys as readonly JWK[];
}
