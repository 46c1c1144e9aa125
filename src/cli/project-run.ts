import path from "node:path";
import { hasErrors } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { generate, type Generation } from "../generate.js";
import type { OutputPlan } from "../output/prepare.js";
import type { Project } from "./project.js";
import type { Terminal } from "./terminal.js";
import { readOwnPackage } from "./version.js";

export type Mode = "write" | "check" | "dry-run";

export interface ProjectRun {
  readonly project: Project;
  readonly mode: Mode;
  readonly generation: Generation;
  /** Null where the document has errors. */
  readonly plan: OutputPlan | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: Counts;
  /** Milliseconds. */
  readonly duration: number;
}

export interface Counts {
  readonly operations: number;
  /** Files that are, or in the modes that only look would be, written. */
  readonly written: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** Generates one project and, in mode `write`, brings the disk up to date unless an error stands. */
export async function runProject(project: Project, mode: Mode, terminal: Terminal): Promise<ProjectRun> {
  const started = performance.now();
  const generation = await generate({
    document: project.document,
    overlays: project.overlays,
    cwd: project.cwd,
    rules: project.rules,
    framework: project.framework,
    importExtension: project.importExtension,
    handlersImport: handlersImport(project),
    onStage: (stage) => {
      terminal.busy(`${stage} ${path.basename(project.document)}`);
    },
  });
  const plan = hasErrors(generation.diagnostics) ? null : await prepare(project, generation, terminal);
  const diagnostics = [...generation.diagnostics, ...(plan?.diagnostics ?? [])];
  if (plan !== null && mode === "write" && !hasErrors(diagnostics)) {
    const { applyOutput } = await import("../output/apply.js");
    await applyOutput(plan);
  }
  terminal.idle();
  const duration = performance.now() - started;
  return { project, mode, generation, plan, diagnostics, counts: count(generation, plan), duration };
}

/** Whether a run would write or delete anything. */
export function isStale(run: ProjectRun): boolean {
  return run.counts.written + run.counts.deleted > 0;
}

/** Import path from the folder of the handlers to the folder of the api: `../api`. */
export function handlersImport(project: Pick<Project, "handlers" | "output">): string {
  const relative = path.relative(project.handlers, project.output).split(path.sep).join("/");
  return relative.startsWith(".") ? relative : `./${relative}`;
}

async function prepare(project: Project, generation: Generation, terminal: Terminal): Promise<OutputPlan> {
  terminal.busy("formatting and comparing");
  const { prepareOutput } = await import("../output/prepare.js");
  return await prepareOutput({
    files: generation.files,
    inputs: generation.inputs,
    layout: { cwd: project.cwd, api: project.output, handlers: project.handlers, deploy: project.deploy },
    tool: readOwnPackage().version,
    options: {
      framework: project.framework,
      importExtension: project.importExtension,
      handlersImport: handlersImport(project),
      format: project.format,
    },
    format: project.format,
  });
}

function count(generation: Generation, plan: OutputPlan | null): Counts {
  const files = plan?.files ?? [];
  return {
    operations: generation.model?.operations.length ?? 0,
    written: files.filter((change) => change.kind === "create" || change.kind === "update").length,
    deleted: (plan?.stale ?? []).filter((change) => change.kind === "delete").length,
    unchanged: files.filter((change) => change.kind === "unchanged").length,
  };
}
