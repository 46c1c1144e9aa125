import type { Departure } from "../departure.js";
import type { Exchange } from "../exchange.js";
import { rateLimitHeaders } from "./headers.js";
import type { TakenUnits } from "./store.js";

/** Gives back the units of policies that count failures where the answer is none, and tells the caller what is left. */
export const settleLimits: Departure = async (exchange, draft) => {
  const failure = isFailure(exchange, draft.status);
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

/** Where credentials are checked, whatever is no success may be a wrong guess: handlers answer those in many ways. */
function isFailure({ plan }: Exchange, status: number): boolean {
  const checksCredentials = plan !== null && plan.route.policy.authenticates !== null;
  return checksCredentials ? status >= 400 : status === 401 || status === 403;
}
