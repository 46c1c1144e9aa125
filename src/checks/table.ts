import type { RuleId } from "../diagnostics/rules.js";
import { openCors } from "./cors.js";
import { exposedCredential, exposedToken } from "./exposed-secrets.js";
import type { Judge } from "./finding.js";
import { hostsOfNoText } from "./hosts.js";
import { actionWithoutId, unboundId } from "./ids.js";
import { literalSecret } from "./literal-secrets.js";
import { skippedMediaType, unservedMediaType } from "./media-types.js";
import {
  ambiguousPath,
  duplicateOperationId,
  pathParameter,
  secretInUrl,
  unservedParameter,
} from "./paths.js";
import { undeclaredVisibility } from "./privileged-properties.js";
import {
  edgePolicyKey,
  identityMissing,
  ratePointerMissing,
  unknownRatePolicy,
  unlimitedAuthentication,
} from "./rate-limits.js";
import { operationsWithoutSecurity, publicWithoutReason, publicWithSecurity } from "./required-security.js";
import {
  columnCollision,
  parentCycle,
  resourceWithoutAccess,
  severalParents,
  tableCollision,
  unfilteredAccess,
  unknownColumn,
  unknownParent,
  unknownResource,
} from "./resources.js";
import { emptyEnum, slowPattern } from "./schemas.js";
import { incompleteScheme, insecureKeys, mixedAlgorithms, schemeInUrl, undeclaredScheme } from "./schemes.js";
import { insecureServer } from "./servers.js";
import { unservedAnnotation } from "./unserved-annotations.js";

export interface Check {
  readonly rule: RuleId;
  readonly judge: Judge;
}

/** Every rule that judges a document, in the order of the rule table. */
export const checks: readonly Check[] = [
  { rule: "operation-without-security", judge: operationsWithoutSecurity },
  { rule: "public-without-reason", judge: publicWithoutReason },
  { rule: "public-with-security", judge: publicWithSecurity },
  { rule: "undeclared-scheme", judge: undeclaredScheme },
  { rule: "incomplete-scheme", judge: incompleteScheme },
  { rule: "scheme-in-url", judge: schemeInUrl },
  { rule: "mixed-algorithms", judge: mixedAlgorithms },
  { rule: "insecure-keys", judge: insecureKeys },
  { rule: "resource-without-access", judge: resourceWithoutAccess },
  { rule: "unfiltered-access", judge: unfilteredAccess },
  { rule: "unknown-column", judge: unknownColumn },
  { rule: "unknown-resource", judge: unknownResource },
  { rule: "unknown-parent", judge: unknownParent },
  { rule: "several-parents", judge: severalParents },
  { rule: "parent-cycle", judge: parentCycle },
  { rule: "column-collision", judge: columnCollision },
  { rule: "table-collision", judge: tableCollision },
  { rule: "unbound-id", judge: unboundId },
  { rule: "action-without-id", judge: actionWithoutId },
  { rule: "unknown-rate-policy", judge: unknownRatePolicy },
  { rule: "edge-policy-key", judge: edgePolicyKey },
  { rule: "rate-pointer-missing", judge: ratePointerMissing },
  { rule: "identity-missing", judge: identityMissing },
  { rule: "unlimited-authentication", judge: unlimitedAuthentication },
  { rule: "undeclared-visibility", judge: undeclaredVisibility },
  { rule: "hosts-of-no-text", judge: hostsOfNoText },
  { rule: "slow-pattern", judge: slowPattern },
  { rule: "empty-enum", judge: emptyEnum },
  { rule: "exposed-credential", judge: exposedCredential },
  { rule: "exposed-token", judge: exposedToken },
  { rule: "insecure-server", judge: insecureServer },
  { rule: "literal-secret", judge: literalSecret },
  { rule: "secret-in-url", judge: secretInUrl },
  { rule: "open-cors", judge: openCors },
  { rule: "duplicate-operation-id", judge: duplicateOperationId },
  { rule: "ambiguous-path", judge: ambiguousPath },
  { rule: "path-parameter", judge: pathParameter },
  { rule: "unserved-parameter", judge: unservedParameter },
  { rule: "unserved-media-type", judge: unservedMediaType },
  { rule: "skipped-media-type", judge: skippedMediaType },
  { rule: "unserved-annotation", judge: unservedAnnotation },
];
