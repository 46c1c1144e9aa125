import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import { allowedMethods } from "./routing.js";

/** Answers a request that no operation serves: what a path allows, 405 for a wrong method, 404 for a wrong path. */
export function answerUnmatched(exchange: Exchange): Ending {
  const { incoming, services } = exchange;
  const plans = services.router.at(incoming.target);
  if (plans.length === 0) return { kind: "refusal", status: 404, reason: "no such path", event: null };
  const allow = ["allow", allowedMethods(plans).join(", ")] as const;
  if (incoming.method === "OPTIONS") return { kind: "reply", status: 204, headers: [allow] };
  return {
    kind: "refusal",
    status: 405,
    reason: "no such method on this path",
    event: null,
    headers: [allow],
  };
}
