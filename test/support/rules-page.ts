import { ruleIds, rules } from "../../src/diagnostics/rules.js";

/** `docs/rules.md`, from the rule table. */
export function rulesPage(): string {
  const sections = ruleIds.map((id) => {
    const { severity, title, help } = rules[id];
    return `## ${id}\n\n${sentence(title)} Severity: ${severity}.\n\n${help}\n`;
  });
  return [
    "# Rules",
    "",
    "<!-- Generated from the rule table by `npm run docs`. -->",
    "",
    "Every finding names its rule. A rule that judges the document can be switched off for one place, with a reason, by `ignore` in",
    "`x-security`; its severity can be changed by `rules` in the configuration or by `ringfence check --rule ID=off|warning|error`.",
    "A document that cannot be read, and a file that would be overwritten, stay errors.",
    "",
    ...sections,
  ].join("\n");
}

function sentence(title: string): string {
  return title.endsWith(".") ? title : `${title}.`;
}
