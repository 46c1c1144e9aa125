import type { IntrospectionScheme } from "../policy.js";
import { expired, wrong, type Verification } from "./scheme.js";
import { namesIn } from "./token-claims.js";

/**
 * What an issuer's answer (RFC 7662 §2.2) says about the caller. `active` alone is not enough: a token of the same issuer
 * may be for somebody else, and a remembered answer outlives the moment it was given.
 */
export function judgeAnswer(
  policy: IntrospectionScheme,
  members: Readonly<Record<string, unknown>>,
  now: number,
  shownAsBound: boolean,
): Verification {
  const { active, exp, nbf, iss, aud, token_type: type } = members;
  if (active !== true) return wrong("not active");
  if (type !== undefined && !isAccessToken(type, shownAsBound)) return wrong("token_type");
  if ([exp, nbf].some((time) => time !== undefined && !Number.isFinite(time)))
    return wrong("a time that is no number");
  if (exp !== undefined && Number(exp) * 1000 <= now) return expired("exp");
  if (nbf !== undefined && Number(nbf) * 1000 > now) return wrong("nbf");
  if (policy.issuer !== null && iss !== policy.issuer) return wrong("iss");
  if (![aud].flat().includes(policy.audience)) return wrong("aud");
  return readIdentity(policy, members);
}

/** RFC 9449 §6.2: of a bound token the issuer says `DPoP`, or what it says of others. */
function isAccessToken(type: unknown, shownAsBound: boolean): boolean {
  const expected = ["bearer", "access_token", ...(shownAsBound ? ["dpop"] : [])];
  return typeof type === "string" && expected.includes(type.toLowerCase());
}

function readIdentity(
  { claims: names }: IntrospectionScheme,
  members: Readonly<Record<string, unknown>>,
): Verification {
  const subject = members[names.subject];
  if (typeof subject !== "string" || subject === "") return wrong("subject is no text");
  const tenant = names.tenant === null ? null : (members[names.tenant] ?? null);
  if (tenant !== null && (typeof tenant !== "string" || tenant === "")) return wrong("tenant is no text");
  const scopes = namesIn(members[names.scopes]);
  const roles = namesIn(members[names.roles]);
  return { kind: "accepted", identity: { subject, tenant, scopes, roles, claims: members } };
}
