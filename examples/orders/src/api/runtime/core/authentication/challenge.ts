import type { SchemePolicy, SecurityAlternative, ServerPolicy } from "../policy.js";

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
    return scheme === undefined ? [] : [challenge(scheme, policy.title)];
  });
  return [...new Set(challenges)];
}

/** A challenge that says which scopes are lacking. RFC 6750 §3.1. */
export function insufficientScope(realm: string, scopes: readonly string[]): string {
  const scope = scopes.length === 0 ? "" : `, scope=${quoted(scopes.join(" "))}`;
  return `Bearer realm=${quoted(realm)}, error="insufficient_scope"${scope}`;
}

/** A challenge that says how recently the caller must have proved who they are. RFC 9470 §3. */
export function insufficientAuthentication(realm: string, maxAge: number, scopes: readonly string[]): string {
  const words = [
    `realm=${quoted(realm)}`,
    'error="insufficient_user_authentication"',
    'error_description="More recent authentication is required"',
    `max_age=${quoted(String(Math.floor(maxAge / 1000)))}`,
    `scope=${quoted(scopes.join(" "))}`,
  ];
  return `Bearer ${words.join(", ")}`;
}

function challenge({ kind, place }: SchemePolicy, title: string): string {
  const realm = `realm=${quoted(title)}`;
  if (kind === "basic") return `Basic ${realm}, charset="UTF-8"`;
  if (place.in === "connection") return `ClientCertificate ${realm}`;
  if (place.in === "header" && place.prefix !== null) return `${place.prefix} ${realm}`;
  return `ApiKey ${realm}, in=${quoted(place.in)}, name=${quoted(place.name)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&")}"`;
}
