import type { Refusal } from "../ending.js";
import type { Exchange } from "../exchange.js";
import type { RatePolicy } from "../policy.js";
import { retryAfter } from "./headers.js";
import { limitKey, phaseOf, type LimitPhase } from "./keys.js";
import type { TakenUnits } from "./store.js";

/** Limits by address, before anything costs. */
export const limitAddress = (exchange: Exchange): Promise<Refusal | undefined> =>
  enforce(exchange, "address");

/** Limits by credential and tenant, once the caller is known. */
export const limitPrincipal = (exchange: Exchange): Promise<Refusal | undefined> =>
  enforce(exchange, "principal");

/** Limits by what the request says, once it is known to be valid. */
export const limitRequest = (exchange: Exchange): Promise<Refusal | undefined> =>
  enforce(exchange, "request");

/**
 * Takes the request's units from every policy of a phase, or from none of them: a request that one policy refuses
 * gives back what the others had granted. What earlier phases took stays taken. A policy that counts failures takes
 * its unit in advance too, so that guesses sent at once cannot all pass, and gets it back when the answer is no
 * failure (`settleLimits`).
 */
async function enforce(exchange: Exchange, phase: LimitPhase): Promise<Refusal | undefined> {
  const { limits } = exchange.services;
  const granted: TakenUnits[] = [];
  for (const policy of policiesOf(exchange, phase)) {
    const key = limitKey(exchange, policy.by);
    const units = policy.count === "failures" ? 1 : (exchange.plan?.route.policy.cost ?? 1);
    const decision = await limits.take(policy, key, units, exchange.receivedAt);
    const taken = { policy, key, units, decision };
    if (decision.allowed) {
      granted.push(taken);
      continue;
    }
    for (const earlier of granted)
      await limits.giveBack(earlier.policy, earlier.key, earlier.units, exchange.receivedAt);
    exchange.taken.push({ ...taken, units: 0 });
    return refusal(policy, decision.retryAfter);
  }
  exchange.taken.push(...granted);
  return undefined;
}

/** Requests that no operation serves are held to the limits of the edge. */
function policiesOf(exchange: Exchange, phase: LimitPhase): readonly RatePolicy[] {
  const policies =
    exchange.plan?.rateLimits ??
    Object.values(exchange.services.policy.rateLimits).filter((policy) => policy.at === "edge");
  return policies.filter((policy) => phaseOf(policy.by) === phase);
}

/** RFC 6585 §4. */
function refusal(policy: RatePolicy, wait: number): Refusal {
  return {
    kind: "refusal",
    status: 429,
    reason: `limit ${policy.name}`,
    event: "excess_rate_limit_exceeded",
    headers: [["retry-after", retryAfter(wait)]],
  };
}
