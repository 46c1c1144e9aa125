/** Proofs that were accepted, for as long as they could be shown again. */
export interface ReplayMemory {
  /** Answers true the first time, then false for so many milliseconds. Rejects where nobody can say: no proof counts then. */
  firstTime(proof: string, milliseconds: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Proofs that are remembered at most. Forgetting one would let it in again, so more are refused. */
const defaultCapacity = 500_000;

export class ReplayMemoryFull extends Error {
  override readonly name = "ReplayMemoryFull";
}

/** A memory inside this process: another one would take the same proof once more. */
export function memoryReplays(clock: () => number = Date.now, capacity = defaultCapacity): ReplayMemory {
  /** In the order in which they came, which is nearly the order in which they end. */
  const seen = new Map<string, number>();
  const forgetEnded = (now: number): void => {
    for (const [proof, until] of seen) {
      if (until > now) return;
      seen.delete(proof);
    }
  };
  return {
    firstTime: async (proof, milliseconds) => {
      const now = clock();
      forgetEnded(now);
      if (seen.has(proof)) return false;
      if (seen.size >= capacity)
        throw new ReplayMemoryFull(`${String(capacity)} proofs are remembered and none has ended`);
      seen.set(proof, now + milliseconds);
      return true;
    },
    close: async () => seen.clear(),
  };
}
