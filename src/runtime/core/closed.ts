import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";

/** Refuses every caller of a closed operation. The log has the reason; the caller learns no more than that it may not. */
export function refuseClosed(exchange: Exchange): Ending | undefined {
  const reason = exchange.plan?.route.policy.closed;
  if (reason === undefined) return undefined;
  return { kind: "refusal", status: 403, reason: `closed: ${reason}`, event: "authz_fail" };
}
