import type { Diagnostic, Severity } from "./diagnostics/diagnostic.js";

export type RuleSetting = "off" | Severity;

/** Rule id → what it counts as. Only rules of `check` can be changed: a document that cannot be read stays an error. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** What the user chose for a rule, or undefined. */
export function settingOf(settings: RuleSettings, rule: string): RuleSetting | undefined {
  return Object.hasOwn(settings, rule) ? settings[rule] : undefined;
}

/** The findings with the severities that the user chose; a rule that is off leaves nothing. */
export function applySettings(
  findings: readonly Diagnostic[],
  settings: RuleSettings,
): readonly Diagnostic[] {
  return findings.flatMap((finding) => {
    const setting = settingOf(settings, finding.rule);
    if (setting === undefined) return [finding];
    return setting === "off" ? [] : [{ ...finding, severity: setting }];
  });
}
