import type { Diagnostic, Severity } from "./diagnostics/diagnostic.js";

export type RuleSetting = "off" | Severity;

/** Rule id → what it counts as. Only rules of `check` can be changed: a document that cannot be read stays an error. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** The findings with the severities that the user chose; a rule that is off leaves nothing. */
export function applySettings(
  findings: readonly Diagnostic[],
  settings: RuleSettings,
): readonly Diagnostic[] {
  return findings.flatMap((finding) => {
    const setting = Object.hasOwn(settings, finding.rule) ? settings[finding.rule] : undefined;
    if (setting === undefined) return [finding];
    return setting === "off" ? [] : [{ ...finding, severity: setting }];
  });
}
