import type { RoutePlan } from "./exchange.js";

/** Methods that these operations answer, for `Allow` (RFC 9110 §10.2.1): `HEAD` comes with `GET`. */
export function allowedMethods(plans: readonly RoutePlan[]): readonly string[] {
  const methods = new Set(plans.map(({ route }) => route.policy.method));
  if (methods.has("GET")) methods.add("HEAD");
  methods.add("OPTIONS");
  return [...methods].sort();
}
