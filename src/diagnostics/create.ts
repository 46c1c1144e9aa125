import type { Diagnostic, Location, RelatedLocation } from "./diagnostic.js";
import { rules, type RuleId } from "./rules.js";

export interface DiagnosticExtra {
  /** Replaces the rule's own help. */
  readonly help?: string;
  readonly related?: readonly RelatedLocation[];
}

/** One finding of a rule, with the severity and, unless `extra` has a better one, the help of the rule's row. */
export function diagnostic(
  rule: RuleId,
  location: Location,
  message: string,
  extra: DiagnosticExtra = {},
): Diagnostic {
  const { severity, help } = rules[rule];
  return {
    rule,
    severity,
    message,
    location,
    help: extra.help ?? help,
    ...(extra.related === undefined ? {} : { related: extra.related }),
  };
}

/** In the order of files, lines and columns, each finding once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(
    diagnostics.map((each) => [JSON.stringify([each.location, each.rule, each.message]), each]),
  );
  return [...unique.values()].sort(compare);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === "error");
}

/** By code units, not by locale, so that the order is the same on every machine. */
function compare(left: Diagnostic, right: Diagnostic): number {
  return (
    compareText(left.location.file, right.location.file) ||
    left.location.line - right.location.line ||
    left.location.column - right.location.column ||
    compareText(left.rule, right.rule) ||
    compareText(left.message, right.message)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
