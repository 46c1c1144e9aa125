import { judgedRules } from "./checks/judged-rules.js";
import type { Diagnostic, Severity } from "./diagnostics/diagnostic.js";
import type { RuleId } from "./diagnostics/rules.js";

/** Rules of reading whose severity can be changed: what they find is read all the same. */
export const readingRules: readonly RuleId[] = ["openapi-deviation"];

/** Rules whose severity can be changed: those that judge. A document that cannot be read stays an error. */
export const adjustableRules: readonly string[] = [...readingRules, ...judgedRules];

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
