import type { Departure } from "../departure.js";
import type { Exchange } from "../exchange.js";
import { rateLimitHeaders } from "./headers.js";
import type { TakenUnits } from "./store.js";

/** Gives back the units of policies that count failures where the answer is none, and tells the caller what is left. */
export const settleLimits: Departure = async (exchange, draft) => {
  const failure = isFailure(exchange, draft.status);
  const excess = exchange.taken.filter(
    ({ policy, units }) => policy.count === "failures" && !failure && units > 0,
  );
  if (excess.length > 0) await exchange.services.limits.giveBack(excess, exchange.receivedAt);
  exchange.taken = exchange.taken.map((taken) => (excess.includes(taken) ? withoutUnits(taken) : taken));
  return { ...draft, headers: [...draft.headers, ...rateLimitHeaders(exchange.taken)] };
};

function withoutUnits(taken: TakenUnits): TakenUnits {
  const { units, decision } = taken;
  return { ...taken, units: 0, decision: { ...decision, remaining: decision.remaining + units } };
}

/** Where credentials are checked, whatever is no success may be a wrong guess: handlers answer those in many ways. */
function isFailure({ plan }: Exchange, status: number): boolean {
  const checksCredentials = plan !== null && plan.route.policy.authenticates !== null;
  return checksCredentials ? status >= 400 : status === 401 || status === 403;
}
