import { FenceConfigurationError } from "../../secrets.js";
import type { Proofs } from "../proofs.js";
import { createFirstUses } from "./first-use.js";
import { createNonces } from "./nonces.js";
import { createProofCheck } from "./proof.js";
import { publicBases } from "./public-url.js";
import { memoryReplays, type ReplayMemory } from "./replays.js";

export interface DpopOptions {
  /** Where callers reach the API, as proofs name it: absolute URLs. Default: the servers of the document. */
  readonly publicUrls?: readonly string[] | undefined;
  /** Where accepted proofs are remembered. Default: in this process alone. */
  readonly replays?: ReplayMemory | undefined;
}

/** Proofs of possession with every request (RFC 9449). */
export function dpopProofs({ publicUrls, replays }: DpopOptions): Proofs {
  let memory = replays ?? null;
  let uses: ReturnType<typeof createFirstUses> | null = null;
  return {
    checkFor: async (scheme, policy, { clock, secrets }) => {
      const bases = publicBases(publicUrls ?? policy.urls);
      if (bases.length === 0)
        throw new FenceConfigurationError(
          `scheme ${scheme}: nobody says at which URLs callers reach the API`,
        );
      const { nonce } = policy;
      const nonces =
        nonce === undefined
          ? null
          : await secrets.use([nonce], async ([secret = ""]) => createNonces(nonce, secret, clock));
      memory ??= memoryReplays(clock);
      uses ??= createFirstUses(memory);
      return createProofCheck({ policy, bases, clock, isFirst: uses(policy.window), nonces });
    },
    close: async () => memory?.close(),
  };
}
