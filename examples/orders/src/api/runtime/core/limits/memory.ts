import type { RatePolicy } from "../policy.js";
import { giveBack, take, type Meter } from "./algorithms.js";
import type { Demand, LimitStore, TakenUnits, Taking } from "./store.js";

/**
 * Counts inside this process. Each policy keeps at most `maxKeys` keys and forgets the one that was used least
 * recently, so that a flood of invented keys costs bounded memory and pushes no key out of another policy.
 */
export function createMemoryStore(maxKeys = 100_000): LimitStore {
  const meters = new Map<string, Map<string, Meter>>();
  const metersOf = ({ name }: RatePolicy): Map<string, Meter> => {
    const known = meters.get(name) ?? new Map<string, Meter>();
    meters.set(name, known);
    return known;
  };
  return {
    take: async (demands, now) => {
      const asked = demands.map((demand) => ask(metersOf(demand.policy), demand, now));
      const refused = asked.find(({ taken }) => !taken.decision.allowed);
      // A key that is refused stays one that was used just now: forgetting it would hand out its units anew.
      for (const { known, before, after, taken } of asked) {
        const meter = refused === undefined ? after : before;
        if (meter !== undefined) remember(known, taken.key, meter, maxKeys);
      }
      if (refused !== undefined) return { kind: "refused", by: refused.taken };
      return { kind: "granted", taken: asked.map(({ taken }) => taken) } satisfies Taking;
    },
    giveBack: async (demands, now) => {
      for (const { policy, key, units } of demands) {
        const known = metersOf(policy);
        const meter = known.get(key);
        if (meter !== undefined) known.set(key, giveBack(policy, meter, units, now));
      }
    },
    close: async () => {
      meters.clear();
    },
  };
}

interface Asked {
  readonly known: Map<string, Meter>;
  readonly before: Meter | undefined;
  readonly after: Meter;
  readonly taken: TakenUnits;
}

function ask(known: Map<string, Meter>, demand: Demand, now: number): Asked {
  const before = known.get(demand.key);
  const { meter, decision } = take(demand.policy, before, demand.units, now);
  return { known, before, after: meter, taken: { ...demand, decision } };
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
