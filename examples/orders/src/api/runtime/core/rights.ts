import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import { holds } from "./principal.js";

/** Function-level rights of the operation: 401 for callers without credentials, 403 for those that lack rights. */
export function requireRights(exchange: Exchange): Ending | undefined {
  const required = exchange.plan?.route.policy.requires ?? null;
  if (required === null || holds(exchange.principal, required)) return undefined;
  if (exchange.principal === null) {
    exchange.authentication = "missing";
    return {
      kind: "refusal",
      status: 401,
      reason: "missing: rights without credentials",
      event: "authn_login_fail",
    };
  }
  return {
    kind: "refusal",
    status: 403,
    reason: "the principal lacks rights that the operation requires",
    event: "authz_fail",
  };
}
