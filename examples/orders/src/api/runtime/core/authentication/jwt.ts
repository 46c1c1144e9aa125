import { decodeProtectedHeader, errors, jwtVerify, type JWTHeaderParameters, type JWTPayload } from "jose";
import type { JwtScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { keyTypeOf, type KeyLookup } from "./keys.js";
import { expired, wrong, type Identity, type SchemeCheck, type Verification } from "./scheme.js";

/** Header parameters that would let a token bring or fetch its own key (RFC 8725 §3.10), and extensions. */
const refusedParameters = ["jku", "jwk", "x5u", "x5c", "crit"] as const;

/**
 * Verifies JSON Web Tokens as RFC 8725 asks: algorithms pinned per key, issuer, audience, type, expiry and subject
 * always required, and nothing in the header may choose the key beyond its id.
 */
export function createJwtCheck(policy: JwtScheme, keys: KeyLookup, clock: () => number): SchemeCheck {
  const unknown = policy.algorithms.filter((algorithm) => keyTypeOf(algorithm) === null);
  const symmetric = policy.algorithms.filter((algorithm) => keyTypeOf(algorithm) === "oct");
  if (policy.algorithms.length === 0 || unknown.length > 0) {
    throw new FenceConfigurationError(
      `scheme ${policy.name} pins no algorithm that is served: ${unknown.join(", ")}`,
    );
  }
  if (symmetric.length > 0 && symmetric.length < policy.algorithms.length) {
    throw new FenceConfigurationError(`scheme ${policy.name} mixes symmetric and asymmetric algorithms`);
  }
  return { policy, verify: (token) => verify(policy, keys, clock(), token) };
}

async function verify(policy: JwtScheme, keys: KeyLookup, now: number, token: string): Promise<Verification> {
  const header = readHeader(policy, token);
  if (typeof header === "string") return wrong(header);
  try {
    return await verifyWithAny(policy, await keys(header), now, token);
  } catch (error) {
    return { kind: "unavailable", detail: error instanceof Error ? error.message : "keys could not be had" };
  }
}

/** The header, or what is wrong with it. */
function readHeader(policy: JwtScheme, token: string): JWTHeaderParameters | string {
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return "not a compact JWS";
  try {
    const header = decodeProtectedHeader(token);
    const refused = refusedParameters.find((name) => Object.hasOwn(header, name));
    if (refused !== undefined) return `header parameter ${refused}`;
    if (typeof header.alg !== "string" || !policy.algorithms.includes(header.alg)) return "algorithm";
    if (header.kid !== undefined && typeof header.kid !== "string") return "kid";
    return header as JWTHeaderParameters;
  } catch {
    return "unreadable header";
  }
}

/** Base64url without padding, foreign characters or stray bits: one spelling for each token (RFC 7515 §2). */
function isCanonicalBase64url(text: string): boolean {
  return text !== "" && Buffer.from(text, "base64url").toString("base64url") === text;
}

async function verifyWithAny(
  policy: JwtScheme,
  keys: Awaited<ReturnType<KeyLookup>>,
  now: number,
  token: string,
): Promise<Verification> {
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, verifyOptions(policy, now));
      return readIdentity(policy, payload, now);
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JWTExpired) return expired(error.claim);
      if (error instanceof errors.JWTClaimValidationFailed) return wrong(`claim ${error.claim}`);
      if (error instanceof errors.JOSEError) return wrong(error.code);
      return wrong("key and token do not fit");
    }
  }
  return wrong(keys.length === 0 ? "no such key" : "signature");
}

function verifyOptions(policy: JwtScheme, now: number): Parameters<typeof jwtVerify>[2] {
  const needsIssueTime = policy.maxAge !== null || Object.keys(policy.privileged).length > 0;
  return {
    algorithms: [...policy.algorithms],
    issuer: policy.issuer,
    audience: policy.audience,
    requiredClaims: ["exp", policy.claims.subject, ...(needsIssueTime ? ["iat"] : [])],
    clockTolerance: policy.leeway / 1000,
    currentDate: new Date(now),
    ...(policy.type === null ? {} : { typ: policy.type }),
    ...(policy.maxAge === null ? {} : { maxTokenAge: policy.maxAge / 1000 }),
  };
}

function readIdentity(policy: JwtScheme, payload: JWTPayload, now: number): Verification {
  const { claims } = policy;
  if (payload.iat !== undefined && payload.iat * 1000 > now + policy.leeway) return wrong("claim iat");
  const subject = payload[claims.subject];
  if (typeof subject !== "string" || subject === "") return wrong("subject is no text");
  const tenant = claims.tenant === null ? null : (payload[claims.tenant] ?? null);
  if (tenant !== null && typeof tenant !== "string") return wrong("tenant is no text");
  const identity: Identity = {
    subject,
    tenant,
    scopes: freshScopes(policy, names(payload[claims.scopes]), payload.iat, now),
    roles: names(payload[claims.roles]),
    claims: payload,
  };
  return { kind: "accepted", identity };
}

/** Scopes without those that expire sooner than their token and have. */
function freshScopes(
  policy: JwtScheme,
  scopes: readonly string[],
  issuedAt: number | undefined,
  now: number,
): readonly string[] {
  return scopes.filter((scope) => {
    const maxAge = Object.hasOwn(policy.privileged, scope) ? policy.privileged[scope] : undefined;
    if (maxAge === undefined) return true;
    return issuedAt !== undefined && now - issuedAt * 1000 <= maxAge + policy.leeway;
  });
}

/** Names in a claim: text separated by spaces (RFC 8693 §4.2), or a list of text. */
function names(claim: unknown): readonly string[] {
  if (typeof claim === "string") return claim.split(" ").filter((name) => name !== "");
  return Array.isArray(claim) ? claim.filter((name): name is string => typeof name === "string") : [];
}
