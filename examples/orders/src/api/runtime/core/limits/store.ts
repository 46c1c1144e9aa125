import type { RatePolicy } from "../policy.js";
import { giveBack, take, type Decision, type Meter } from "./algorithms.js";

/** Where limits are counted. Asynchronous, so that many processes can share one store. */
export interface LimitStore {
  /** Takes units for a key, or refuses and takes nothing. `now` is milliseconds since the epoch. */
  take(policy: RatePolicy, key: string, units: number, now: number): Promise<Decision>;
  giveBack(policy: RatePolicy, key: string, units: number, now: number): Promise<void>;
  close(): Promise<void>;
}

/** Units that a request holds. */
export interface TakenUnits {
  readonly policy: RatePolicy;
  readonly key: string;
  readonly units: number;
  readonly decision: Decision;
}

/**
 * Counts inside this process. Each policy keeps at most `maxKeys` keys and forgets the one that was used least
 * recently, so that a flood of invented keys costs bounded memory and pushes no key out of another policy.
 */
export function createMemoryStore(maxKeys = 100_000): LimitStore {
  const meters = new Map<string, Map<string, Meter>>();
  const metersOf = (policy: RatePolicy): Map<string, Meter> => {
    const known = meters.get(policy.name) ?? new Map<string, Meter>();
    meters.set(policy.name, known);
    return known;
  };
  return {
    take: async (policy, key, units, now) => {
      const known = metersOf(policy);
      const { meter, decision } = take(policy, known.get(key), units, now);
      remember(known, key, meter, maxKeys);
      return decision;
    },
    giveBack: async (policy, key, units, now) => {
      const known = metersOf(policy);
      const meter = known.get(key);
      if (meter !== undefined) known.set(key, giveBack(policy, meter, units, now));
    },
    close: async () => {
      meters.clear();
    },
  };
}

function remember(known: Map<string, Meter>, key: string, meter: Meter, maxKeys: number): void {
  known.delete(key);
  known.set(key, meter);
  if (known.size <= maxKeys) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}
