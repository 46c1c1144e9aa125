import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import { notePrivileged } from "./authentication/privileged.js";
import { stepUp } from "./authentication/step-up.js";
import { holds } from "./principal.js";

/** Function-level rights of the operation: 401 for callers without credentials, 403 for those that lack rights. */
export function requireRights(exchange: Exchange): Ending | undefined {
  const required = exchange.plan?.route.policy.requires ?? null;
  if (required === null) return undefined;
  if (holds(exchange.principal, required)) {
    notePrivileged(exchange, required.scopes);
    return undefined;
  }
  if (exchange.principal === null) {
    exchange.authentication = "missing";
    return {
      kind: "refusal",
      status: 401,
      reason: "missing: rights without credentials",
      event: "authn_login_fail",
    };
  }
  const { lapsed, principal } = exchange;
  const scopes = [...principal.scopes, ...lapsed.keys()];
  if (holds({ ...principal, scopes }, required)) return stepUp(exchange, required.scopes);
  return {
    kind: "refusal",
    status: 403,
    reason: "the principal lacks rights that the operation requires",
    event: "authz_fail",
  };
}
