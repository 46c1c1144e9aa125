import type { Diagnostic } from "./diagnostic.js";

/** For programs: one JSON object with the findings as they are and their number by severity. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]): number =>
    diagnostics.filter((each) => each.severity === severity).length;
  return JSON.stringify({ errors: count("error"), warnings: count("warning"), diagnostics }, null, 2) + "\n";
}
