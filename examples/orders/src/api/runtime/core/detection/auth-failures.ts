import { digest } from "../digest.js";
import type { Exchange } from "../exchange.js";
import { addressKey, identityText } from "../limits/keys.js";
import type { DetectionPolicy, ServerPolicy } from "../policy.js";
import { readPointer } from "../request-pointer.js";
import { raisedBy, type Detector } from "./detector.js";
import { distinct, judgeFailures, unknown } from "./judge.js";

/** One source, many failures of authentication (credential stuffing, guessing at one account). */
export function authFailures(policy: DetectionPolicy["authFailures"]): Detector {
  const { warn, page, oneIdentity } = policy;
  const within = Math.max(warn.window, page.window, oneIdentity.window);
  // More than any threshold asks for: failures on one identity must not push all others out.
  const keep = 4 * Math.max(warn.count, page.count, oneIdentity.count);
  return (exchange, status) => {
    if (!isFailedAttempt(exchange, status)) return null;
    const source = addressKey(exchange.client.address);
    const about = `failures ${source}`;
    const value = attemptedIdentity(exchange);
    return async (store) => {
      const note = { key: about, value, distinct: false, keep, within };
      const entries = await store.note(note, exchange.receivedAt);
      const severity = judgeFailures(entries, policy, entries.at(-1)?.at ?? exchange.receivedAt);
      if (severity === null) return null;
      const counted = { failures: entries.length, identities: distinct(entries) };
      return { about, alert: { kind: "auth-failures", severity, ...raisedBy(exchange), source, ...counted } };
    };
  };
}

/**
 * A guess that failed: a credential that no scheme accepts, a login that was refused, or one that a limit kept from being
 * judged. Showing nothing is no guess, and neither is showing what was good until it expired.
 */
function isFailedAttempt({ authentication, plan }: Exchange, status: number): boolean {
  if (authentication === "wrong" || authentication === "limited") return true;
  if (plan === null || plan.route.policy.authenticates === null) return false;
  return status === 401 || status === 403 || status === 429;
}

/**
 * Stands for whom the caller claimed to be: what was shown as a credential, or the identity of a login, which is unknown
 * where a limit refused the request before its body was read.
 */
function attemptedIdentity(exchange: Exchange): string {
  if (exchange.attempted !== undefined && exchange.attempted !== null)
    return digest(identityText(exchange.attempted));
  if (exchange.authentication === "wrong") return digest(credentialsShown(exchange));
  const pointer = exchange.plan?.route.policy.authenticates?.identity;
  const identity = pointer === undefined ? undefined : readPointer(exchange, pointer);
  return identity === undefined ? unknown : digest(identityText(identity));
}

function credentialsShown({ headers, services }: Exchange): string {
  const names = new Set(["authorization", "cookie", ...placesOf(services.policy)]);
  return JSON.stringify([...names].map((name) => headers.get(name) ?? null));
}

function placesOf({ schemes }: ServerPolicy): readonly string[] {
  return Object.values(schemes).flatMap((scheme) =>
    "place" in scheme && scheme.place.in === "header" ? [scheme.place.name.toLowerCase()] : [],
  );
}
