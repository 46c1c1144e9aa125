import type { Diagnostic } from "../diagnostics/diagnostic.js";

/** What the process answers with; 70 is `EX_SOFTWARE` of sysexits(3). */
export const exitCode = { fine: 0, findings: 1, usage: 2, bug: 70 } as const;

/** What a run answers with whose findings are too severe: a file that cannot be read is no finding in it. */
export function failureCode(diagnostics: readonly Diagnostic[]): ExitCode {
  return diagnostics.some(({ rule }) => rule === "file-unreadable") ? exitCode.usage : exitCode.findings;
}

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
