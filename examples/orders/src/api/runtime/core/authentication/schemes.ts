import type { JwtScheme, SchemePolicy, ServerPolicy } from "../policy.js";
import { requireSecret, type SecretProvider } from "../secrets.js";
import { createApiKeyCheck } from "./api-key.js";
import { createJwtCheck } from "./jwt.js";
import { remoteKeys, staticKeys, type KeyLookup } from "./keys.js";
import type { SchemeCheck } from "./scheme.js";

/** Makes every scheme of the API ready, loading the secrets that they name. */
export async function createSchemes(
  policy: ServerPolicy,
  secrets: SecretProvider,
  clock: () => number,
  onLoaded: (name: string) => void,
): Promise<ReadonlyMap<string, SchemeCheck>> {
  const load = (name: string): Promise<string> => requireSecret(secrets, name, onLoaded);
  const checks = new Map<string, SchemeCheck>();
  for (const [name, scheme] of Object.entries(policy.schemes)) {
    checks.set(name, await createScheme(scheme, load, clock));
  }
  return checks;
}

async function createScheme(
  scheme: SchemePolicy,
  load: (name: string) => Promise<string>,
  clock: () => number,
): Promise<SchemeCheck> {
  switch (scheme.kind) {
    case "jwt":
      return createJwtCheck(scheme, await keysOf(scheme, load), clock);
    case "api-key":
      return createApiKeyCheck(scheme, await load(scheme.secret), clock);
  }
}

async function keysOf(scheme: JwtScheme, load: (name: string) => Promise<string>): Promise<KeyLookup> {
  if (scheme.keys.kind === "jwks") return remoteKeys(scheme.keys.url);
  return staticKeys(scheme, scheme.keys.name, await load(scheme.keys.name));
}
