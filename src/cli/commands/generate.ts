import { hasErrors } from "../../diagnostics/create.js";
import { exitCode, failureCode, type ExitCode } from "../exit-code.js";
import type { GenerateFlags } from "../flags.js";
import { resolveProjects } from "../project.js";
import { isStale, runProject, type Mode, type ProjectRun } from "../project-run.js";
import type { Invocation } from "../program.js";
import { machineResult, reportRun } from "../report.js";
import { UsageError } from "../usage-error.js";

/** `ringfence generate`: writes, or with `--check` and `--dry-run` only says what would be written. */
export async function runGenerate(
  document: string | undefined,
  flags: GenerateFlags,
  { host, terminal, globals }: Invocation,
): Promise<ExitCode> {
  const mode = modeOf(flags);
  const { projects } = await resolveProjects(document, flags, globals, host.cwd);
  const runs: ProjectRun[] = [];
  for (const project of projects) {
    const run = await runProject(project, mode, terminal);
    reportRun(run, terminal);
    if (mode === "check" && run.plan !== null) {
      const { unifiedDiff } = await import("../../output/diff.js");
      terminal.result(unifiedDiff(run.plan));
    }
    if (mode === "dry-run") terminal.result(listChanges(run));
    runs.push(run);
  }
  const failed = runs.some((run) => hasErrors(run.diagnostics) || (mode === "check" && isStale(run)));
  const code = failed ? failureCode(runs.flatMap(({ diagnostics }) => diagnostics)) : exitCode.fine;
  terminal.answer({ command: "generate", exitCode: code, mode, projects: runs.map(machineResult) });
  return code;
}

function modeOf(flags: GenerateFlags): Mode {
  if (flags.check === true && flags.dryRun === true) {
    throw new UsageError("--check and --dry-run both write nothing; name one of them");
  }
  return flags.check === true ? "check" : flags.dryRun === true ? "dry-run" : "write";
}

function listChanges({ plan }: ProjectRun): string {
  if (plan === null) return "";
  const changes = [...plan.files, ...plan.stale];
  const lines = changes.flatMap(({ kind, file }) =>
    kind === "create" || kind === "update" || kind === "delete" ? [`${kind} ${file.shownPath}\n`] : [],
  );
  return lines.join("");
}
