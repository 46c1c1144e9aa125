import type { RevocationList } from "./revocation-list.js";

/** Entries that a list in memory holds at most. Forgetting one would let its token in again, so more are refused. */
const capacity = 1_000_000;

export class RevocationListFull extends Error {
  override readonly name = "RevocationListFull";
}

/** A list inside this process: for one process, and lost with it. */
export function memoryRevocations(clock: () => number = Date.now): RevocationList {
  const tokens = new Map<string, number>();
  const subjects = new Map<string, { readonly before: number; readonly until: number }>();
  const makeRoom = (): void => {
    if (tokens.size + subjects.size < capacity) return;
    const now = clock();
    for (const [key, until] of tokens) if (until <= now) tokens.delete(key);
    for (const [key, { until }] of subjects) if (until <= now) subjects.delete(key);
    if (tokens.size + subjects.size >= capacity)
      throw new RevocationListFull(`${String(capacity)} tokens are revoked and none has expired`);
  };
  return {
    isRevoked: async ({ issuer, id, subject, issuedAt }) => {
      const before = subjects.get(revocationKey(issuer, subject))?.before;
      return tokens.has(revocationKey(issuer, id)) || (before !== undefined && issuedAt <= before);
    },
    revoke: async ({ issuer, id }, until) => {
      makeRoom();
      const key = revocationKey(issuer, id);
      tokens.set(key, Math.max(until, tokens.get(key) ?? 0));
    },
    revokeSubject: async ({ issuer, subject }, until) => {
      makeRoom();
      const key = revocationKey(issuer, subject);
      const known = subjects.get(key);
      // Neither a shorter call nor a clock that was set back lets tokens in again.
      const before = Math.max(clock(), known?.before ?? 0);
      subjects.set(key, { before, until: Math.max(until, known?.until ?? 0) });
    },
    close: async () => {
      tokens.clear();
      subjects.clear();
    },
  };
}

/** One spelling for a pair, whatever characters either half has. */
export function revocationKey(issuer: string, name: string): string {
  return JSON.stringify([issuer, name]);
}
