import type { JwtScheme } from "../policy.js";
import { expired, wrong, type Identity, type Verification } from "./scheme.js";

/** Verified claims: the signature is good, issuer and audience are as expected. */
export type Claims = Readonly<Record<string, unknown>>;

/** Claims that a token must have. */
export function requiredClaims(policy: JwtScheme): readonly string[] {
  const aged = policy.maxAge !== null || Object.keys(policy.privileged).length > 0;
  return [
    "exp",
    policy.claims.subject,
    ...(aged || policy.revocable === true ? ["iat"] : []),
    ...(policy.revocable === true ? ["jti"] : []),
  ];
}

/**
 * What a verified token says now: times pass while a token stays the same.
 * @param now milliseconds since the epoch
 */
export function judgeClaims(policy: JwtScheme, claims: Claims, now: number): Verification {
  return timeFault(policy, claims, now) ?? readIdentity(policy, claims, now);
}

/** RFC 7519 §4.1.4 to §4.1.6. All times are seconds since the epoch; text that looks like one is none. */
function timeFault({ leeway, maxAge }: JwtScheme, claims: Claims, now: number): Verification | null {
  const { exp, nbf, iat, auth_time: authenticated } = claims;
  const wrongType = [exp, nbf, iat, authenticated].some(
    (time) => time !== undefined && !Number.isFinite(time),
  );
  if (wrongType) return wrong("a time that is no number");
  const at = (time: unknown): number => Number(time) * 1000;
  if (at(exp) <= now - leeway) return expired("claim exp");
  if (nbf !== undefined && at(nbf) > now + leeway) return wrong("claim nbf");
  // What comes from the future would stay young for longer than it may.
  if (iat !== undefined && at(iat) > now + leeway) return wrong("claim iat");
  if (authenticated !== undefined && at(authenticated) > now + leeway) return wrong("claim auth_time");
  return maxAge !== null && now - at(iat) > maxAge + leeway ? expired("claim iat") : null;
}

function readIdentity(policy: JwtScheme, claims: Claims, now: number): Verification {
  const names = policy.claims;
  const subject = claims[names.subject];
  if (typeof subject !== "string" || subject === "") return wrong("subject is no text");
  const tenant = names.tenant === null ? null : (claims[names.tenant] ?? null);
  if (tenant !== null && (typeof tenant !== "string" || tenant === "")) return wrong("tenant is no text");
  const scopes = namesIn(claims[names.scopes]);
  const lapsed = lapsedScopes(policy, scopes, claims, now);
  const identity: Identity = {
    subject,
    tenant,
    scopes: scopes.filter((scope) => !Object.hasOwn(lapsed, scope)),
    roles: namesIn(claims[names.roles]),
    claims,
    lapsed,
  };
  return { kind: "accepted", identity };
}

/**
 * Scopes that expire sooner than their token and have: counted from when the person proved who they are, where the
 * token says when that was, since a new token alone proves nothing anew (RFC 9470 §4).
 */
function lapsedScopes(
  { privileged, leeway }: JwtScheme,
  scopes: readonly string[],
  { auth_time: authenticated, iat }: Claims,
  now: number,
): Readonly<Record<string, number>> {
  const since = Number(authenticated ?? iat) * 1000;
  const lapsed = scopes.flatMap((scope): readonly (readonly [string, number])[] => {
    const maxAge = Object.hasOwn(privileged, scope) ? privileged[scope] : undefined;
    return maxAge === undefined || now - since <= maxAge + leeway ? [] : [[scope, maxAge]];
  });
  return Object.fromEntries(lapsed);
}

/** Names in a claim: text separated by spaces (RFC 8693 §4.2), or a list of text. */
export function namesIn(claim: unknown): readonly string[] {
  if (typeof claim === "string") return claim.split(" ").filter((name) => name !== "");
  return Array.isArray(claim) ? claim.filter((name): name is string => typeof name === "string") : [];
}
