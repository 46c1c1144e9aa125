import type { Rights, Visibility } from "./policy.js";

/** The caller, as verified credentials describe it. */
export interface Principal {
  readonly subject: string;
  readonly tenant: string | null;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Verified claims of the token, or the record of the key without its digest. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Names of the schemes that were satisfied. */
  readonly schemes: readonly string[];
  /** Stands for the credential in limits and logs: a truncated hash, never the credential. */
  readonly credential: string;
}

/** Does the principal hold every scope, and one of the roles where any is listed? Nobody holds nothing. */
export function holds(principal: Principal | null, rights: Rights): boolean {
  if (principal === null) return false;
  const scopes = rights.scopes.every((scope) => principal.scopes.includes(scope));
  const roles = rights.roles.length === 0 || rights.roles.some((role) => principal.roles.includes(role));
  return scopes && roles;
}

/** Is something with this visibility open to the principal? */
export function visible(principal: Principal | null, visibility: Visibility): boolean {
  return typeof visibility === "boolean" ? visibility : holds(principal, visibility);
}
