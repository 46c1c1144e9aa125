import type { Principal } from "../principal.js";
import { createBoundedMap } from "./bounded-map.js";

/** A credential that was just used: what the application may keep as its last use. */
export interface CredentialUse {
  /** Names of the schemes that were satisfied. */
  readonly schemes: readonly string[];
  readonly subject: string;
  /** Stands for the credential, as in the log: a truncated hash. */
  readonly credential: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Milliseconds between two notices about one credential. */
const interval = 60_000;
const remembered = 10_000;

/**
 * Tells about uses at most once a minute for each credential, so that keeping the last use costs no write for every
 * request. Never waits, and never fails a request.
 */
export function createUseNotice(
  tell: (use: CredentialUse) => unknown,
  clock: () => number,
  onError: (error: unknown) => void,
): (principal: Principal) => void {
  const told = createBoundedMap<number>(remembered);
  return ({ schemes, subject, credential }) => {
    const at = clock();
    const before = told.get(credential);
    if (before !== undefined && at - before < interval) return;
    told.set(credential, at);
    void (async () => {
      try {
        await tell({ schemes, subject, credential, at });
      } catch (error) {
        onError(error);
      }
    })();
  };
}
