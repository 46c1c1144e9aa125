import type { LimitStore } from "../limits/store.js";
import type { AuditLog } from "../logger.js";
import type { SchemePolicy, ServerPolicy } from "../policy.js";
import type { SecretStore } from "../secret-store.js";
import { FenceConfigurationError } from "../secrets.js";
import type { Proofs } from "./proofs.js";
import type { RevocationList } from "./revocation-list.js";
import type { SchemeCheck } from "./scheme.js";
import type { UserLookup } from "./user-lookup.js";

/** What schemes need of the fence. */
export interface SchemeServices {
  readonly secrets: SecretStore;
  readonly clock: () => number;
  readonly log: Pick<AuditLog, "keysLost" | "keysBack">;
  readonly revocations: RevocationList | null;
  readonly limits: LimitStore;
  /** Users of the application; null where it has none for us. */
  readonly users: UserLookup | null;
  /** Null where no token is bound to a key that proves itself. */
  readonly proofs: Proofs | null;
}

/**
 * Makes a scheme ready, loading the secrets that it names. Rejects with FenceConfigurationError where it could not verify
 * what the policy promises.
 */
export type SchemeMaker<Scheme extends SchemePolicy> = (
  scheme: Scheme,
  services: SchemeServices,
) => Promise<SchemeCheck>;

type Kind = SchemePolicy["kind"];

/** How schemes are made ready, by their kind. */
export type SchemeMakers = {
  readonly [K in Kind]?: SchemeMaker<Extract<SchemePolicy, { readonly kind: K }>>;
};

/** The makers of all kinds that these schemes are of: without one of them nothing compiles. */
export type MakersOf<Schemes extends ServerPolicy["schemes"]> = Required<
  Pick<SchemeMakers, Schemes[keyof Schemes]["kind"]>
>;

/**
 * Makes every scheme of the API ready.
 * @throws FenceConfigurationError where a scheme could not verify what the policy promises, or nobody makes its kind
 */
export async function createSchemes(
  policy: ServerPolicy,
  makers: SchemeMakers,
  services: SchemeServices,
): Promise<ReadonlyMap<string, SchemeCheck>> {
  const checks = new Map<string, SchemeCheck>();
  for (const [name, scheme] of Object.entries(policy.schemes)) {
    checks.set(name, await createScheme(scheme, makers, services));
  }
  return checks;
}

function createScheme(
  scheme: SchemePolicy,
  makers: SchemeMakers,
  services: SchemeServices,
): Promise<SchemeCheck> {
  switch (scheme.kind) {
    case "jwt":
      return make(scheme, makers.jwt, services);
    case "api-key":
      return make(scheme, makers["api-key"], services);
    case "basic":
      return make(scheme, makers.basic, services);
    case "mutual-tls":
      return make(scheme, makers["mutual-tls"], services);
    case "introspection":
      return make(scheme, makers.introspection, services);
  }
}

async function make<Scheme extends SchemePolicy>(
  scheme: Scheme,
  maker: SchemeMaker<Scheme> | undefined,
  services: SchemeServices,
): Promise<SchemeCheck> {
  if (maker === undefined)
    throw new FenceConfigurationError(`scheme ${scheme.name}: nothing verifies the kind ${scheme.kind}`);
  return maker(scheme, services);
}
