import type { Exchange } from "./exchange.js";

/**
 * Scopes that the operation asks for, that the caller holds, and that their scheme calls privileged: those whose use is
 * logged, and watched.
 */
export function privilegedScopes({ plan, principal, services }: Exchange): readonly string[] {
  if (plan === null || principal === null) return [];
  const { authentication, requires } = plan.route.policy;
  const asked = [
    ...authentication.alternatives.flat().flatMap(({ grants }) => grants),
    ...(requires?.scopes ?? []),
  ];
  if (asked.length === 0) return [];
  const privileged = Object.values(services.policy.schemes).flatMap((scheme) =>
    "privileged" in scheme ? Object.keys(scheme.privileged) : [],
  );
  return [...new Set(asked)].filter(
    (scope) => privileged.includes(scope) && principal.scopes.includes(scope),
  );
}
