import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { renderGithub } from "../../diagnostics/github.js";
import { renderJson } from "../../diagnostics/json.js";
import { renderSarif } from "../../diagnostics/sarif.js";
import type { InputFile } from "../../document/document.js";
import { check } from "../../generate.js";
import { exitCode, failureCode, type ExitCode } from "../exit-code.js";
import { countFindings, plural, renderFindings, seconds, type Paper } from "../findings.js";
import type { CheckFlags, CheckFormat } from "../flags.js";
import type { Invocation } from "../program.js";
import { resolveProjects } from "../project.js";
import { readOwnPackage } from "../version.js";

/** `ringfence check`: the findings on stdout, in the form that was asked for. */
export async function runCheck(
  document: string | undefined,
  flags: CheckFlags,
  { host, terminal, globals }: Invocation,
): Promise<ExitCode> {
  const started = performance.now();
  const { projects } = await resolveProjects(document, { ...flags, format: true }, globals, host.cwd);
  const diagnostics: Diagnostic[] = [];
  const inputs: InputFile[] = [];
  let operations = 0;
  for (const project of projects) {
    const judgement = await check({
      ...project,
      onStage: (stage) => {
        terminal.busy(stage);
      },
    });
    diagnostics.push(...judgement.diagnostics);
    inputs.push(...judgement.inputs);
    operations += judgement.model?.operations.length ?? 0;
  }
  const code = fails(diagnostics, flags.failOn) ? failureCode(diagnostics) : exitCode.fine;
  terminal.result(render(diagnostics, inputs, flags.format, terminal.resultPaper));
  terminal.answer({ command: "check", exitCode: code, operations, diagnostics });
  terminal.note(
    [plural(operations, "operation"), countFindings(diagnostics), seconds(performance.now() - started)].join(
      " · ",
    ),
  );
  return code;
}

function fails(diagnostics: readonly Diagnostic[], failOn: CheckFlags["failOn"]): boolean {
  return diagnostics.some((each) => each.severity === "error" || failOn === "warning");
}

function render(
  diagnostics: readonly Diagnostic[],
  inputs: readonly InputFile[],
  format: CheckFormat,
  paper: Paper,
): string {
  switch (format) {
    case "text":
      return renderFindings(diagnostics, inputs, paper);
    case "json":
      return renderJson(diagnostics);
    case "sarif":
      return renderSarif(diagnostics, readOwnPackage().version);
    case "github":
      return renderGithub(diagnostics);
  }
}
