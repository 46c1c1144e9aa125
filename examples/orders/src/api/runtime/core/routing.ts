import type { RoutePlan } from "./exchange.js";
import { splitTarget } from "./message.js";
import { matchTemplate } from "./path-template.js";

/** The plans whose path fits the target, whatever their method. */
export function matchingPlans(plans: readonly RoutePlan[], target: string): readonly RoutePlan[] {
  const { path } = splitTarget(target);
  return plans.filter(({ template }) => matchTemplate(template, path) !== null);
}

/** Methods that these operations answer, for `Allow` (RFC 9110 §10.2.1): `HEAD` comes with `GET`. */
export function allowedMethods(plans: readonly RoutePlan[]): readonly string[] {
  const methods = new Set(plans.map(({ route }) => route.policy.method));
  if (methods.has("GET")) methods.add("HEAD");
  methods.add("OPTIONS");
  return [...methods].sort();
}
