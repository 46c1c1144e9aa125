import { judgedRules, type JudgedRule } from "./judged-rules.js";
import { openCors } from "./cors.js";
import { discriminatorCase } from "./discriminators.js";
import { exposedCredential, exposedToken } from "./exposed-secrets.js";
import type { Judge } from "./finding.js";
import { healthPath } from "./health-paths.js";
import { hostsOfNoText } from "./hosts.js";
import { actionWithoutId, unboundId } from "./ids.js";
import { brokenLink, invalidExpression } from "./links.js";
import { literalSecret } from "./literal-secrets.js";
import { skippedMediaType, unsentPayload, unservedMediaType } from "./media-types.js";
import {
  ambiguousPath,
  duplicateOperationId,
  pathParameter,
  secretInUrl,
  shadowedOperation,
  unservedMethod,
  unservedPath,
} from "./paths.js";
import { unservedFormField } from "./form-fields.js";
import { unsentParameter, unservedParameter } from "./parameters.js";
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
import {
  endlessCredential,
  incompleteScheme,
  insecureKeys,
  mixedAlgorithms,
  schemeInUrl,
  undeclaredScheme,
} from "./schemes.js";
import { alarmLevels, securityTxt } from "./insight.js";
import { unacceptedScheme } from "./surfaces.js";
import { insecureServer } from "./servers.js";
import { outdatedTlsProfile } from "./tls-profile.js";

export interface Check {
  readonly rule: JudgedRule;
  readonly judge: Judge;
}

const judges: Readonly<Record<JudgedRule, Judge>> = {
  "operation-without-security": operationsWithoutSecurity,
  "public-without-reason": publicWithoutReason,
  "public-with-security": publicWithSecurity,
  "undeclared-scheme": undeclaredScheme,
  "incomplete-scheme": incompleteScheme,
  "unaccepted-scheme": unacceptedScheme,
  "scheme-in-url": schemeInUrl,
  "mixed-algorithms": mixedAlgorithms,
  "insecure-keys": insecureKeys,
  "endless-credential": endlessCredential,
  "resource-without-access": resourceWithoutAccess,
  "unfiltered-access": unfilteredAccess,
  "unknown-column": unknownColumn,
  "unknown-resource": unknownResource,
  "unknown-parent": unknownParent,
  "several-parents": severalParents,
  "parent-cycle": parentCycle,
  "column-collision": columnCollision,
  "table-collision": tableCollision,
  "unbound-id": unboundId,
  "action-without-id": actionWithoutId,
  "unknown-rate-policy": unknownRatePolicy,
  "edge-policy-key": edgePolicyKey,
  "rate-pointer-missing": ratePointerMissing,
  "identity-missing": identityMissing,
  "unlimited-authentication": unlimitedAuthentication,
  "undeclared-visibility": undeclaredVisibility,
  "hosts-of-no-text": hostsOfNoText,
  "slow-pattern": slowPattern,
  "empty-enum": emptyEnum,
  "exposed-credential": exposedCredential,
  "exposed-token": exposedToken,
  "insecure-server": insecureServer,
  "literal-secret": literalSecret,
  "secret-in-url": secretInUrl,
  "open-cors": openCors,
  "outdated-tls-profile": outdatedTlsProfile,
  "alarm-levels": alarmLevels,
  "security-txt": securityTxt,
  "duplicate-operation-id": duplicateOperationId,
  "ambiguous-path": ambiguousPath,
  "shadowed-operation": shadowedOperation,
  "unserved-path": unservedPath,
  "unserved-method": unservedMethod,
  "health-path": healthPath,
  "path-parameter": pathParameter,
  "unserved-parameter": unservedParameter,
  "unserved-form-field": unservedFormField,
  "unserved-media-type": unservedMediaType,
  "skipped-media-type": skippedMediaType,
  "unsent-payload": unsentPayload,
  "unsent-parameter": unsentParameter,
  "discriminator-case": discriminatorCase,
  "invalid-expression": invalidExpression,
  "broken-link": brokenLink,
};

/** Every rule that judges a document, in the order of the rule table. */
export const checks: readonly Check[] = judgedRules.map((rule) => ({ rule, judge: judges[rule] }));
