import type { Refusal } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { bearerWord, insufficientAuthentication } from "./challenge.js";

/**
 * The caller has the right, but proved who they are too long ago: they can have it back by doing so again (RFC 9470
 * §3). A 401 that is told from the others on purpose, to somebody whose credential is good.
 */
export function stepUp(
  { lapsed, principal, services: { policy } }: Exchange,
  scopes: readonly string[],
): Refusal {
  const wanted = scopes.filter((scope) => lapsed.has(scope));
  const schemes = principal?.schemes.flatMap((name) => policy.schemes[name] ?? []) ?? [];
  const token = schemes.find((scheme) => bearerWord(scheme) !== null);
  const maxAge = Math.min(...wanted.map((scope) => lapsed.get(scope) ?? Infinity));
  return {
    kind: "refusal",
    status: 401,
    reason: "a privileged scope has aged out",
    event: "authz_fail",
    headers: [["www-authenticate", insufficientAuthentication(token, policy.title, maxAge, wanted)]],
  };
}
