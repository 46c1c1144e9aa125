import type { Exchange } from "../exchange.js";

/** Remembers for the log which privileged scopes the caller needed, and had, for this request. */
export function notePrivileged(exchange: Exchange, needed: readonly string[]): void {
  const { principal, services } = exchange;
  if (principal === null || needed.length === 0) return;
  const used = principal.schemes.flatMap((name) => {
    const scheme = services.policy.schemes[name];
    if (scheme?.kind !== "jwt") return [];
    return needed.filter((scope) => Object.hasOwn(scheme.privileged, scope));
  });
  if (used.length > 0) exchange.privilegedScopes = [...new Set([...exchange.privilegedScopes, ...used])];
}
