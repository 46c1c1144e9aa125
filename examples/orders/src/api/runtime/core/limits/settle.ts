import type { Departure } from "../departure.js";
import { rateLimitHeaders } from "./headers.js";
import type { TakenUnits } from "./store.js";

/** Gives back the units of policies that count failures where the answer is none, and tells the caller what is left. */
export const settleLimits: Departure = async (exchange, draft) => {
  const failure = draft.status === 401 || draft.status === 403;
  const settled: TakenUnits[] = [];
  for (const taken of exchange.taken) {
    const { policy, key, units, decision } = taken;
    if (policy.count === "requests" || failure || units === 0) {
      settled.push(taken);
      continue;
    }
    await exchange.services.limits.giveBack(policy, key, units, exchange.receivedAt);
    settled.push({ ...taken, units: 0, decision: { ...decision, remaining: decision.remaining + units } });
  }
  exchange.taken = settled;
  return { ...draft, headers: [...draft.headers, ...rateLimitHeaders(settled)] };
};
