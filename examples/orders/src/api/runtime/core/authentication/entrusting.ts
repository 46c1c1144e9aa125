import type { SchemePolicy, SecurityAlternative } from "../policy.js";
import type { SchemeCheck } from "./scheme.js";

/**
 * The schemes of an operation, each once, those last that ask somebody else: what this server finds good by itself need
 * not be shown to anybody.
 */
export function schemesToJudge(
  alternatives: readonly SecurityAlternative[],
  checks: ReadonlyMap<string, SchemeCheck>,
): readonly SchemeCheck[] {
  const names = new Set(alternatives.flat().map(({ scheme }) => scheme));
  const found = [...names].flatMap((name) => checks.get(name) ?? []);
  const asks = ({ policy }: SchemeCheck): boolean => policy.kind === "introspection";
  return [...found.filter((check) => !asks(check)), ...found.filter(asks)];
}

/**
 * May the issuer of opaque tokens be shown a credential that another scheme accepted? Only its own, or where the document
 * asks both schemes of one credential: whoever is shown a bearer token of somebody else's can use it (RFC 7662 §4).
 */
export function mayBeShown(
  asking: SchemePolicy,
  acceptedBy: readonly SchemePolicy[],
  alternatives: readonly SecurityAlternative[],
): boolean {
  if (asking.kind !== "introspection") return true;
  const together = (policy: SchemePolicy): boolean =>
    alternatives.some((alternative) =>
      [asking, policy].every(({ name }) => alternative.some(({ scheme }) => scheme === name)),
    );
  return acceptedBy.every(
    (policy) => ("issuer" in policy && policy.issuer === asking.issuer) || together(policy),
  );
}
