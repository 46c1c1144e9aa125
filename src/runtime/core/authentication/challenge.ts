import type { SchemePolicy, SecurityAlternative, ServerPolicy } from "../policy.js";
import { dpopOf } from "./credentials.js";

/**
 * Values of `WWW-Authenticate` (RFC 9110 §11.6.1) for the schemes that an operation takes; an operation that takes
 * none, a login for instance, names all schemes of the API. The same for every 401, whatever was wrong.
 */
export function challengesFor(
  policy: ServerPolicy,
  alternatives: readonly SecurityAlternative[],
): readonly string[] {
  const named = alternatives.flat().map(({ scheme }) => scheme);
  const names = named.length > 0 ? new Set(named) : Object.keys(policy.schemes);
  const challenges = [...names].flatMap((name) => {
    const scheme = policy.schemes[name];
    return scheme === undefined ? [] : challengesOf(scheme, policy.title);
  });
  return [...new Set(challenges)];
}

/** A challenge that says which scopes are lacking. RFC 6750 §3.1. */
export function insufficientScope(scheme: SchemePolicy, realm: string, scopes: readonly string[]): string {
  const scope = scopes.length === 0 ? [] : [`scope=${quoted(scopes.join(" "))}`];
  return tokenChallenge(scheme, realm, ['error="insufficient_scope"', ...scope]);
}

/** A challenge that says how recently the caller must have proved who they are. RFC 9470 §3. */
export function insufficientAuthentication(
  scheme: SchemePolicy | undefined,
  realm: string,
  maxAge: number,
  scopes: readonly string[],
): string {
  return tokenChallenge(scheme, realm, [
    'error="insufficient_user_authentication"',
    'error_description="More recent authentication is required"',
    `max_age=${quoted(String(Math.floor(maxAge / 1000)))}`,
    `scope=${quoted(scopes.join(" "))}`,
  ]);
}

/** A challenge that asks for a proof with the nonce that comes beside it. RFC 9449 §9. */
export function useNonce(realm: string, algorithms: readonly string[]): string {
  const words = [
    'error="use_dpop_nonce"',
    'error_description="The proof must carry the nonce of DPoP-Nonce"',
    algorithmsOf(algorithms),
  ];
  return `DPoP realm=${quoted(realm)}, ${words.join(", ")}`;
}

/** How tokens of the scheme are announced, `DPoP` where they are bound to a key; null where they are no tokens of OAuth. */
export function bearerWord(scheme: SchemePolicy): "Bearer" | "DPoP" | null {
  if (dpopOf(scheme) !== undefined) return "DPoP";
  return scheme.place.prefix?.toLowerCase() === "bearer" ? "Bearer" : null;
}

function tokenChallenge(scheme: SchemePolicy | undefined, realm: string, words: readonly string[]): string {
  const word = scheme === undefined ? null : bearerWord(scheme);
  const dpop = scheme === undefined ? undefined : dpopOf(scheme);
  const algorithms = dpop === undefined ? [] : [algorithmsOf(dpop.algorithms)];
  return `${word ?? "Bearer"} ${[`realm=${quoted(realm)}`, ...words, ...algorithms].join(", ")}`;
}

function challengesOf(scheme: SchemePolicy, title: string): readonly string[] {
  const dpop = dpopOf(scheme);
  if (dpop === undefined) return [challenge(scheme, title)];
  const bound = `DPoP realm=${quoted(title)}, ${algorithmsOf(dpop.algorithms)}`;
  return dpop.required ? [bound] : [challenge(scheme, title), bound];
}

function challenge({ kind, place }: SchemePolicy, title: string): string {
  const realm = `realm=${quoted(title)}`;
  if (kind === "basic") return `Basic ${realm}, charset="UTF-8"`;
  if (place.in === "connection") return `ClientCertificate ${realm}`;
  if (place.in === "header" && place.prefix !== null) return `${place.prefix} ${realm}`;
  return `ApiKey ${realm}, in=${quoted(place.in)}, name=${quoted(place.name)}`;
}

/** RFC 9449 §7.1. */
function algorithmsOf(algorithms: readonly string[]): string {
  return `algs=${quoted(algorithms.join(" "))}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&")}"`;
}
