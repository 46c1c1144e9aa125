import type { DpopPolicy, IntrospectionScheme, JwtScheme } from "../policy.js";
import type { SecretStore } from "../secret-store.js";
import { FenceConfigurationError } from "../secrets.js";
import type { ProofCheck } from "./possession.js";

export interface ProofParts {
  readonly secrets: SecretStore;
  readonly clock: () => number;
}

/** Judges proofs that come with bound tokens; only servers with such schemes need one. */
export interface Proofs {
  /** @throws FenceConfigurationError where proofs could not be judged as the policy promises */
  readonly checkFor: (scheme: string, policy: DpopPolicy, parts: ProofParts) => Promise<ProofCheck>;
  readonly close: () => Promise<void>;
}

/** How the proofs of a scheme are judged, or null where its tokens are bound to no key. Rejects where nobody judges them. */
export async function proofsOf(
  { name, dpop }: JwtScheme | IntrospectionScheme,
  { proofs, ...parts }: ProofParts & { readonly proofs: Proofs | null },
): Promise<ProofCheck | null> {
  if (dpop === undefined) return null;
  if (proofs === null)
    throw new FenceConfigurationError(`scheme ${name} asks for proofs, and nobody judges them`);
  return proofs.checkFor(name, dpop, parts);
}
