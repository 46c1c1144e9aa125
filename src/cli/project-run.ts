import path from "node:path";
import { hasErrors } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { generate, type Generation } from "../generate.js";
import { isInterrupted } from "../output/journal.js";
import type { Layout } from "../output/layout.js";
import type { OutputPlan } from "../output/prepare.js";
import { holdInterrupts } from "./host.js";
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
  const plan = await planOf(project, mode, generation, terminal);
  const diagnostics = [...generation.diagnostics, ...(plan?.diagnostics ?? [])];
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

/** Null where the document has errors; then at least what an interrupted run left is put right. */
async function planOf(
  project: Project,
  mode: Mode,
  generation: Generation,
  terminal: Terminal,
): Promise<OutputPlan | null> {
  const layout = layoutOf(project);
  if (hasErrors(generation.diagnostics)) {
    if (mode === "write" && isInterrupted(layout)) {
      const { exclusively } = await import("../output/apply.js");
      await exclusively(layout, () => Promise.resolve());
    }
    return null;
  }
  if (mode !== "write") return await prepare(project, generation, terminal);
  return await write(project, generation, terminal);
}

/** Compares and, unless something stands in the way, writes. Who wants to stop meanwhile stops when all is written. */
async function write(project: Project, generation: Generation, terminal: Terminal): Promise<OutputPlan> {
  const { applyOutput, exclusively } = await import("../output/apply.js");
  let obeyInterrupts = (): Promise<void> => Promise.resolve();
  try {
    return await exclusively(layoutOf(project), async () => {
      const plan = await prepare(project, generation, terminal);
      if (hasErrors(plan.diagnostics)) return plan;
      obeyInterrupts = holdInterrupts();
      applyOutput(plan);
      return plan;
    });
  } finally {
    await obeyInterrupts();
  }
}

function layoutOf({ cwd, output, handlers, deploy }: Project): Layout {
  return { cwd, api: output, handlers, deploy };
}

async function prepare(project: Project, generation: Generation, terminal: Terminal): Promise<OutputPlan> {
  terminal.busy("formatting and comparing");
  const { prepareOutput } = await import("../output/prepare.js");
  return await prepareOutput({
    files: generation.files,
    inputs: generation.inputs,
    layout: layoutOf(project),
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
