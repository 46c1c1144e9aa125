import type { Refusal } from "../ending.js";
import type { Exchange } from "../exchange.js";
import type { RatePolicy } from "../policy.js";
import { retryAfter } from "./headers.js";
import { limitKey, phaseOf, type LimitPhase } from "./keys.js";
import type { Demand } from "./store.js";

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
 * Takes the request's units from every policy of a phase, or from none of them. What earlier phases took stays taken.
 * A policy that counts failures takes its unit in advance too, so that guesses sent at once cannot all pass, and gets
 * it back when the answer is no failure (`settleLimits`).
 */
async function enforce(exchange: Exchange, phase: LimitPhase): Promise<Refusal | undefined> {
  const demands = policiesOf(exchange, phase).map((policy) => demandOf(exchange, policy));
  if (demands.length === 0) return undefined;
  const taking = await exchange.services.limits.take(demands, exchange.receivedAt);
  switch (taking.kind) {
    case "granted":
      exchange.taken.push(...taking.taken);
      return undefined;
    case "refused":
      exchange.taken.push({ ...taking.by, units: 0 });
      return refusal(taking.by.policy, taking.by.decision.retryAfter);
  }
}

function demandOf(exchange: Exchange, policy: RatePolicy): Demand {
  const units = policy.count === "failures" ? 1 : (exchange.plan?.route.policy.cost ?? 1);
  return { policy, key: limitKey(exchange, policy.by), units };
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
