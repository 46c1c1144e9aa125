import path from "node:path";
import { hasErrors } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { InputFile } from "../document/document.js";
import type { DocumentMemory } from "../document/memory.js";
import type { Generation } from "../generate.js";
import type { Model } from "../model/model.js";
import { isInterrupted } from "../output/journal.js";
import type { DiskMemory } from "../output/disk-memory.js";
import type { OutputPlan } from "../output/prepare.js";
import { recognise, recordRun, type RecordPlace } from "../output/recognise.js";
import { importedPackages } from "./dependencies.js";
import { holdInterrupts } from "./host.js";
import { layoutOf, recordPlace, unchangedRun } from "./known-run.js";
import type { Project } from "./project.js";
import type { Terminal } from "./terminal.js";
import { readOwnPackage } from "./version.js";

export type Mode = "write" | "check" | "dry-run";

export interface ProjectRun {
  readonly project: Project;
  readonly mode: Mode;
  readonly diagnostics: readonly Diagnostic[];
  /** The files that diagnostics speak of, at least. */
  readonly inputs: readonly InputText[];
  /** Null where the document could not be read, and where nothing had changed since an earlier run. */
  readonly model: Model | null;
  /** Null where the document has errors, and where nothing had changed since an earlier run. */
  readonly plan: OutputPlan | null;
  /** Packages that the generated code imports. */
  readonly packages: readonly string[];
  readonly counts: Counts;
  /** Milliseconds. */
  readonly duration: number;
}

/** A file that was read. */
export type InputText = Omit<InputFile, "sha256" | "verbatim">;

/** What a process that generates again and again keeps from one run of a project to the next. */
export interface RunMemory {
  readonly document: DocumentMemory;
  readonly disk: DiskMemory;
  /** Takes what need not be done before the user may go on. A later run makes that of an earlier one needless. */
  readonly later: (work: () => void) => void;
}

export interface Counts {
  readonly operations: number;
  /** Files that are, or in the modes that only look would be, written. */
  readonly written: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/**
 * Generates one project and, in mode `write`, brings the disk up to date unless an error stands. Where an earlier run left
 * everything as it is now, nothing is done but to say so. With a memory all is done even then, as quickly as it allows.
 */
export async function runProject(
  project: Project,
  mode: Mode,
  terminal: Terminal,
  memory: RunMemory | null = null,
): Promise<ProjectRun> {
  const started = performance.now();
  const place = recordPlace(project);
  const isSearched = place !== null && memory === null && !isInterrupted(layoutOf(project));
  const known = isSearched ? await recognise(place) : null;
  if (known !== null) return unchangedRun(project, mode, known, performance.now() - started);
  const run = await runAnew(project, mode, terminal, place, memory);
  terminal.idle();
  return { ...run, duration: performance.now() - started };
}

async function runAnew(
  project: Project,
  mode: Mode,
  terminal: Terminal,
  place: RecordPlace | null,
  memory: RunMemory | null,
): Promise<Omit<ProjectRun, "duration">> {
  const started = Date.now();
  const { generate } = await import("../generate.js");
  const generation = await generate({
    document: project.document,
    remote: project.remote,
    ...(project.root === undefined ? {} : { root: project.root }),
    overlays: project.overlays,
    cwd: project.cwd,
    rules: project.rules,
    framework: project.framework,
    importExtension: project.importExtension,
    redis: project.redis,
    handlersImport: handlersImport(project),
    // Who generates again and again keeps what was made; another thread would take it along.
    ...(memory === null ? { threads: true } : { memory: memory.document }),
    onStage: (stage) => {
      terminal.busy(`${stage} ${path.basename(project.document)}`);
    },
  });
  const { inputs, model } = generation;
  const packages = importedPackages(generation.files);
  const plan = await planOf({ project, mode, generation, terminal, memory }, (done) => {
    const { diagnostics } = generation;
    const outcome = { diagnostics, operations: model?.operations.length ?? 0, packages };
    if (place === null) return;
    const record = recordRun(place, done, inputs, outcome, started, memory?.disk);
    if (memory === null) record();
    else memory.later(record);
  });
  const diagnostics = [...generation.diagnostics, ...(plan?.diagnostics ?? [])];
  return { project, mode, diagnostics, inputs, model, plan, packages, counts: count(model, plan) };
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

/** A generation on its way to the disk. */
interface Work {
  readonly project: Project;
  readonly mode: Mode;
  readonly generation: Generation;
  readonly terminal: Terminal;
  readonly memory: RunMemory | null;
}

/** Null where the document has errors; then at least what an interrupted run left is put right. */
async function planOf(work: Work, written: (plan: OutputPlan) => void): Promise<OutputPlan | null> {
  const { project, mode, generation } = work;
  const layout = layoutOf(project);
  if (hasErrors(generation.diagnostics)) {
    if (mode === "write" && isInterrupted(layout)) {
      const { exclusively } = await import("../output/apply.js");
      await exclusively(layout, () => Promise.resolve());
    }
    return null;
  }
  return mode === "write" ? await write(work, written) : await prepare(work);
}

/** Compares and, unless something stands in the way, writes. Who wants to stop meanwhile stops when all is written. */
async function write(work: Work, written: (plan: OutputPlan) => void): Promise<OutputPlan> {
  const { applyOutput, exclusively } = await import("../output/apply.js");
  let obeyInterrupts = (): Promise<void> => Promise.resolve();
  try {
    return await exclusively(layoutOf(work.project), async () => {
      const plan = await prepare(work);
      if (hasErrors(plan.diagnostics)) return plan;
      obeyInterrupts = holdInterrupts();
      applyOutput(plan);
      written(plan);
      return plan;
    });
  } finally {
    await obeyInterrupts();
  }
}

async function prepare({ project, generation, terminal, memory }: Work): Promise<OutputPlan> {
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
      redis: project.redis,
      handlersImport: handlersImport(project),
      format: project.format,
    },
    format: project.format,
    ...(memory === null ? {} : { memory: memory.disk }),
  });
}

function count(model: Model | null, plan: OutputPlan | null): Counts {
  const files = plan?.files ?? [];
  return {
    operations: model?.operations.length ?? 0,
    written: files.filter((change) => change.kind === "create" || change.kind === "update").length,
    deleted: (plan?.stale ?? []).filter((change) => change.kind === "delete").length,
    unchanged: files.filter((change) => change.kind === "unchanged").length,
  };
}
