import process from "node:process";
import { hasErrors } from "../diagnostics/create.js";
import type { Model } from "../model/model.js";
import type { OutputPlan } from "../output/prepare.js";
import { installLine, moduleHint } from "./dependencies.js";
import { countFindings, plural, renderFindings, seconds } from "./findings.js";
import { handlerHints } from "./hints.js";
import type { Project } from "./project.js";
import type { ProjectRun } from "./project-run.js";
import type { Terminal } from "./terminal.js";

/**
 * Prints a run for a person: findings, what is left for them to do, and the summary. Hints that `told` holds are not
 * repeated, and the others are added to it.
 */
export function reportRun(run: ProjectRun, terminal: Terminal, told = new Set<string>()): void {
  const errors = run.diagnostics.filter((each) => each.severity === "error");
  const warnings = run.diagnostics.filter((each) => each.severity === "warning");
  const { inputs } = run;
  if (warnings.length > 0) terminal.note(renderFindings(warnings, inputs, terminal.paper));
  if (errors.length > 0) terminal.problem(renderFindings(errors, inputs, terminal.paper));
  for (const hint of hints(run)) {
    if (!told.has(hint)) terminal.note(hint);
    told.add(hint);
  }
  terminal.note(summary(run));
}

/** What is left for the user to do. */
function hints(run: ProjectRun): readonly string[] {
  const { plan, model, packages, project, mode } = run;
  if (mode !== "write" || hasErrors(run.diagnostics)) return [];
  const install = installLine(packages, project.output, process.versions.node);
  // Once is enough: a bundler may do without.
  const isFirst =
    plan?.files.some(
      ({ kind, file }) => kind === "create" && file.area === "api" && file.path === "index.ts",
    ) ?? false;
  const modules = isFirst ? moduleHint(project.output) : null;
  return [
    ...(plan === null || model === null ? [] : fileHints(plan, model, project)),
    ...(modules === null ? [] : [modules]),
    ...(install === null
      ? []
      : [`The generated code needs packages that your package.json does not name:\n  ${install}`]),
  ];
}

function fileHints(plan: OutputPlan, model: Model, project: Project): readonly string[] {
  const left = plan.stale.filter(({ kind }) => kind === "left");
  return [
    ...left.map(
      ({ file }) => `${file.shownPath} is no longer generated, but it was edited: it is left to you`,
    ),
    ...handlerHints(plan, model, project.importExtension),
  ];
}

/** One line: operations, files, time. */
export function summary(run: ProjectRun): string {
  const { operations, written, deleted, unchanged } = run.counts;
  const outcome = `${files(run, written, deleted)}, ${String(unchanged)} unchanged`;
  const nothing = run.mode === "write" ? "nothing written" : "nothing compared";
  const isCompared = run.mode !== "write" && run.plan !== null;
  const parts = hasErrors(run.diagnostics)
    ? [countFindings(run.diagnostics), isCompared ? outcome : nothing]
    : [plural(operations, "operation"), outcome];
  return [...parts, seconds(run.duration)].join(" · ");
}

/** The same for a program. */
export function machineResult(run: ProjectRun): object {
  const { plan, project } = run;
  const named = (kind: string): readonly string[] =>
    [...(plan?.files ?? []), ...(plan?.stale ?? [])].flatMap((change) =>
      change.kind === kind ? [change.file.shownPath] : [],
    );
  return {
    document: project.document,
    ...run.counts,
    create: named("create"),
    update: named("update"),
    delete: named("delete"),
    diagnostics: run.diagnostics,
    hints: hints(run),
    milliseconds: Math.round(run.duration),
  };
}

function files(run: ProjectRun, written: number, deleted: number): string {
  const verb = { write: "written", check: "stale", "dry-run": "to write" }[run.mode];
  const removed =
    deleted === 0 ? "" : `, ${String(deleted)} ${run.mode === "write" ? "deleted" : "to delete"}`;
  return `${plural(written, "file")} ${verb}${removed}`;
}
