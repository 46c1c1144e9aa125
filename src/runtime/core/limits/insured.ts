import { createMemoryStore } from "./memory.js";
import type { Demand, LimitStore, Taking } from "./store.js";

/** A store outside of the process, which may be away. */
export interface SharedLimits extends LimitStore {
  /** Resolves where the store answers. */
  probe(): Promise<void>;
}

export interface Insurance {
  /** Milliseconds between two questions whether the store is back. */
  readonly probeEvery: number;
  /** The store does not answer: each process counts for itself from now on. */
  readonly onLost: (error: unknown) => void;
  /** The store answers again, after so many milliseconds. */
  readonly onBack: (away: number) => void;
}

/**
 * Counts in a shared store, and inside this process while that is away. Requests never fail for the sake of counting,
 * and never pass uncounted: without the store every process holds callers to the whole limit by itself, so that N
 * processes together grant at most N times the limit. When the store is back, what was counted meanwhile is forgotten.
 */
export function insuredLimits(shared: SharedLimits, insurance: Insurance): LimitStore {
  let local: LimitStore | null = null;
  let probing: NodeJS.Timeout | undefined;
  const takenIn = new WeakMap<Demand, LimitStore>();

  const probe = async (lostAt: number): Promise<void> => {
    try {
      await shared.probe();
      local = null;
      insurance.onBack(performance.now() - lostAt);
    } catch {
      probing = setTimeout(() => void probe(lostAt), insurance.probeEvery);
      probing.unref();
    }
  };
  const lose = (error: unknown): LimitStore => {
    if (local !== null) return local;
    local = createMemoryStore();
    insurance.onLost(error);
    const lostAt = performance.now();
    probing = setTimeout(() => void probe(lostAt), insurance.probeEvery);
    probing.unref();
    return local;
  };
  const takeFrom = async (store: LimitStore, demands: readonly Demand[], now: number): Promise<Taking> => {
    const taking = await store.take(demands, now);
    if (taking.kind === "granted") for (const taken of taking.taken) takenIn.set(taken, store);
    return taking;
  };

  return {
    take: async (demands, now) => {
      if (local !== null) return takeFrom(local, demands, now);
      try {
        return await takeFrom(shared, demands, now);
      } catch (error) {
        return takeFrom(lose(error), demands, now);
      }
    },
    giveBack: async (demands, now) => {
      const store = local ?? shared;
      // What another store had granted is none of this one's.
      const own = demands.filter((demand) => takenIn.get(demand) === store);
      if (own.length === 0) return;
      await store.giveBack(own, now).catch(lose);
    },
    close: async () => {
      clearTimeout(probing);
      await shared.close();
    },
  };
}
