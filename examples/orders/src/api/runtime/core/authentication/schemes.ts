import type { AuditLog } from "../logger.js";
import type { LimitStore } from "../limits/store.js";
import type {
  ApiKeyScheme,
  BasicScheme,
  JwtScheme,
  MutualTlsScheme,
  SchemePolicy,
  ServerPolicy,
} from "../policy.js";
import type { SecretStore } from "../secret-store.js";
import { FenceConfigurationError } from "../secrets.js";
import { createApiKeyCheck } from "./api-key.js";
import { createBasicCheck } from "./basic.js";
import { createCertificateCheck, namedCertificates, pinnedCertificates } from "./certificate.js";
import { createIntrospectionCheck } from "./introspection.js";
import { createJwtCheck } from "./jwt.js";
import { keysFor } from "./key-ring.js";
import { createKeySource, type KeyLookup } from "./key-source.js";
import { discoveredKeys, jwksAt } from "./remote-keys.js";
import type { RevocationList } from "./revocations.js";
import type { SchemeCheck } from "./scheme.js";
import { staticKeys } from "./static-keys.js";
import { usersOfApplication, usersOfSecret, type UserLookup } from "./users.js";

/** What schemes need of the fence. */
export interface SchemeServices {
  readonly secrets: SecretStore;
  readonly clock: () => number;
  readonly log: Pick<AuditLog, "keysLost" | "keysBack">;
  readonly revocations: RevocationList | null;
  readonly limits: LimitStore;
  readonly pseudonym: (text: string) => string;
  /** Users of the application; null where it has none for us. */
  readonly users: UserLookup | null;
}

/**
 * Makes every scheme of the API ready, loading the secrets that they name.
 * @throws FenceConfigurationError where a scheme could not verify what the policy promises
 */
export async function createSchemes(
  policy: ServerPolicy,
  services: SchemeServices,
): Promise<ReadonlyMap<string, SchemeCheck>> {
  const checks = new Map<string, SchemeCheck>();
  for (const [name, scheme] of Object.entries(policy.schemes)) {
    checks.set(name, await createScheme(scheme, services));
  }
  return checks;
}

async function createScheme(scheme: SchemePolicy, services: SchemeServices): Promise<SchemeCheck> {
  switch (scheme.kind) {
    case "jwt":
      return createJwtCheck(scheme, { ...services, keys: await keysOf(scheme, services) });
    case "api-key":
      return apiKeyCheck(scheme, services);
    case "basic":
      return basicCheck(scheme, services);
    case "mutual-tls":
      return certificateCheck(scheme, services);
    case "introspection": {
      const { secrets, clock } = services;
      return latest(
        scheme,
        await secrets.use([scheme.client], async ([client = ""]) =>
          createIntrospectionCheck(scheme, client, clock),
        ),
      );
    }
  }
}

/** How long fetched keys outlive their source where the document does not say. Milliseconds. */
const defaultStale = 3_600_000;

async function keysOf(scheme: JwtScheme, { secrets, clock, log }: SchemeServices): Promise<KeyLookup> {
  const { keys, name, stale = defaultStale } = scheme;
  const options = {
    clock,
    stale,
    onLost: (error: unknown) => log.keysLost(name, error),
    onBack: () => log.keysBack(name),
  };
  switch (keys.kind) {
    case "jwks":
      return createKeySource(jwksAt(scheme, keys.url), options);
    case "discovery":
      return createKeySource(discoveredKeys(scheme, keys.url), options);
    case "secret": {
      const ring = await secrets.use([keys.name], ([text = ""]) =>
        staticKeys(scheme.algorithms, keys.name, text),
      );
      return async (hint) => keysFor(ring(), hint);
    }
  }
}

async function apiKeyCheck(scheme: ApiKeyScheme, { secrets, clock }: SchemeServices): Promise<SchemeCheck> {
  const names = [scheme.secret, ...(scheme.pepper === undefined ? [] : [scheme.pepper])];
  return latest(
    scheme,
    await secrets.use(names, async ([records = "", pepper = null]) =>
      createApiKeyCheck(scheme, { records, pepper }, clock),
    ),
  );
}

async function basicCheck(scheme: BasicScheme, services: SchemeServices): Promise<SchemeCheck> {
  const { users: source, name } = scheme;
  const { secrets, clock, users: lookup } = services;
  if (source.kind === "secret")
    return latest(
      scheme,
      await secrets.use([source.name], async ([text = ""]) =>
        createBasicCheck(scheme, { ...services, users: usersOfSecret(scheme, source.name, text, clock()) }),
      ),
    );
  if (lookup === null) throw new FenceConfigurationError(`scheme ${name} needs the option users`);
  return createBasicCheck(scheme, { ...services, users: usersOfApplication(scheme, lookup) });
}

async function certificateCheck(
  scheme: MutualTlsScheme,
  { secrets, clock }: SchemeServices,
): Promise<SchemeCheck> {
  const { certificates: source } = scheme;
  if (source.kind === "authority")
    return createCertificateCheck(scheme, namedCertificates(source.subject), clock);
  return latest(
    scheme,
    await secrets.use([source.name], async ([text = ""]) =>
      createCertificateCheck(scheme, pinnedCertificates(scheme, source.name, text, clock()), clock),
    ),
  );
}

/** A check that is replaced when its secrets change. */
function latest(policy: SchemePolicy, current: () => SchemeCheck): SchemeCheck {
  return { policy, verify: (credential, caller) => current().verify(credential, caller) };
}
