/** What the process answers with; 70 is `EX_SOFTWARE` of sysexits(3). */
export const exitCode = { fine: 0, findings: 1, usage: 2, bug: 70 } as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
