import type { RuleId } from "../diagnostics/rules.js";

/**
 * The rules that judge a document, in the order of the rule table. They stand apart from their functions, so that whoever
 * only needs their names does not load all that judging takes.
 */
export const judgedRules = [
  "operation-without-security",
  "public-without-reason",
  "public-with-security",
  "undeclared-scheme",
  "incomplete-scheme",
  "scheme-in-url",
  "mixed-algorithms",
  "insecure-keys",
  "resource-without-access",
  "unfiltered-access",
  "unknown-column",
  "unknown-resource",
  "unknown-parent",
  "several-parents",
  "parent-cycle",
  "column-collision",
  "table-collision",
  "unbound-id",
  "action-without-id",
  "unknown-rate-policy",
  "edge-policy-key",
  "rate-pointer-missing",
  "identity-missing",
  "unlimited-authentication",
  "undeclared-visibility",
  "hosts-of-no-text",
  "slow-pattern",
  "empty-enum",
  "exposed-credential",
  "exposed-token",
  "insecure-server",
  "literal-secret",
  "secret-in-url",
  "open-cors",
  "duplicate-operation-id",
  "ambiguous-path",
  "shadowed-operation",
  "unserved-path",
  "unserved-method",
  "path-parameter",
  "unserved-parameter",
  "unserved-media-type",
  "skipped-media-type",
  "unserved-annotation",
] as const satisfies readonly RuleId[];

export type JudgedRule = (typeof judgedRules)[number];
