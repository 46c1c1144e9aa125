import path from "node:path";
import { hasErrors } from "../../diagnostics/create.js";
import { look } from "../../output/disk.js";
import { shown } from "../../output/layout.js";
import { writeLoose } from "../../output/loose.js";
import { draftOverlay, type OverlayDraft } from "../../propose/draft.js";
import { exitCode, type ExitCode } from "../exit-code.js";
import { countFindings, plural, renderFindings, seconds, summaryOf } from "../findings.js";
import type { InitFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Invocation } from "../program.js";
import { resolveProjects, type Project } from "../project.js";
import { configuration } from "../setup/config-text.js";
import { editorHints } from "../setup/editor-hints.js";
import { packageScripts } from "../setup/package-scripts.js";
import type { Step } from "../setup/step.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** `ringfence init`: proposes what the document lacks, and writes what a project needs beside it. */
export async function runInit(
  document: string | undefined,
  flags: InitFlags,
  { host, terminal, globals }: Invocation,
): Promise<ExitCode> {
  const started = performance.now();
  const mode = modeOf(flags, host);
  const { projects, configFile } = await resolveProjects(document, flags, globals, host.cwd);
  const [project, ...others] = projects;
  if (project === undefined || others.length > 0)
    throw new UsageError("the configuration lists several projects; init sets up one: name another --config");
  const overlay = path.resolve(project.cwd, flags.output ?? "security.overlay.yaml");
  terminal.busy(`reading ${path.basename(project.document)}`);
  const draft = await draftOverlay({ ...project, path: overlay });
  terminal.idle();
  if (draft.document === null) {
    terminal.problem(renderFindings(draft.diagnostics, draft.inputs, terminal.paper));
    terminal.answer({ command: "init", exitCode: exitCode.findings, diagnostics: draft.diagnostics });
    terminal.note(`${countFindings(draft.diagnostics)} · nothing written`);
    return exitCode.findings;
  }
  await refuseStanding(project, overlay, draft);
  const steps = await planSteps(project, configFile, overlay, draft);
  const chosen = mode === "ask" ? await choose(steps, host, terminal) : steps;
  const writes = chosen.filter((step) => step.kind === "write");
  if (mode === "dry-run") terminal.result(draft.text);
  else writeLoose(writes);
  const outcome = { project, overlay, draft, steps, written: writes.map(({ shownPath }) => shownPath), mode };
  return report(outcome, terminal, performance.now() - started);
}

type Mode = "ask" | "write" | "dry-run";

function modeOf({ yes, dryRun }: InitFlags, { ask }: Host): Mode {
  if (yes === true && dryRun === true) throw new UsageError("--dry-run writes nothing; leave --yes out");
  if (dryRun === true) return "dry-run";
  if (yes === true) return "write";
  if (ask === undefined)
    throw new UsageError("nobody can be asked here: say --yes to write, or --dry-run to see the overlay");
  return "ask";
}

/** What stands at the overlay's place is somebody's work, also where it was proposed by an earlier run. */
async function refuseStanding({ cwd }: Project, overlay: string, { text }: OverlayDraft): Promise<void> {
  if (text === "" || (await look(overlay)).kind === "absent") return;
  const name = shown(cwd, overlay);
  throw new UsageError(
    `${name} exists, and is not overwritten: write what is still missing to another file with -o`,
  );
}

async function planSteps(
  project: Project,
  configFile: string | null,
  overlay: string,
  { text, operations, proposals }: OverlayDraft,
): Promise<readonly Step[]> {
  const { cwd, document } = project;
  const folder = configFile === null ? cwd : path.dirname(configFile);
  const shownPath = shown(cwd, overlay);
  const open = operations.filter(({ closed }) => closed === null).length;
  // What opens by deleting a line is said at the end: the question stays on one line.
  const counts = `${plural(proposals.length, "proposal")}, ${opened(open, operations.length)}`;
  const written: readonly Step[] =
    text === ""
      ? []
      : [
          {
            kind: "write",
            absolutePath: overlay,
            before: null,
            shownPath,
            text,
            question: `Write ${shownPath} (${counts})?`,
          },
        ];
  return [
    ...written,
    await configuration(project, configFile, text === "" ? null : overlay),
    ...(await editorHints(cwd, folder, document)),
    await packageScripts(cwd, folder),
  ];
}

/** Asks about every file, and writes nothing before the last answer. Whoever wants to stop gets none. */
async function choose(steps: readonly Step[], host: Host, terminal: Terminal): Promise<readonly Step[]> {
  const chosen: Step[] = [];
  for (const step of steps) {
    if (step.kind === "kept" || !mayFollow(step, chosen)) continue;
    const answer = await host.ask?.(`${step.question} [Y/n] `);
    if (answer === null || answer === undefined) {
      terminal.note("\nStopped: nothing was written.");
      return [];
    }
    if (/^(?:|y|yes)$/iu.test(answer.trim())) chosen.push(step);
  }
  return chosen;
}

function mayFollow({ needs }: Extract<Step, { kind: "write" }>, chosen: readonly Step[]): boolean {
  return needs === undefined || chosen.some((each) => each.kind === "write" && each.absolutePath === needs);
}

interface Outcome {
  readonly project: Project;
  readonly overlay: string;
  readonly draft: OverlayDraft;
  readonly steps: readonly Step[];
  readonly written: readonly string[];
  readonly mode: Mode;
}

function report(outcome: Outcome, terminal: Terminal, duration: number): ExitCode {
  const { project, overlay, draft, steps, written } = outcome;
  const errors = draft.diagnostics.filter(({ severity }) => severity === "error");
  const code = hasErrors(draft.diagnostics) ? exitCode.findings : exitCode.fine;
  const open = draft.operations.filter(({ closed }) => closed === null).length;
  const hints = [
    ...steps.flatMap((step) => (step.kind === "kept" ? (step.hint ?? []) : [])),
    ...next(outcome),
  ];
  if (errors.length > 0) terminal.problem(renderFindings(errors, draft.inputs, terminal.paper));
  for (const hint of hints) terminal.note(hint);
  terminal.answer({
    command: "init",
    exitCode: code,
    document: project.document,
    overlay: draft.text === "" ? null : overlay,
    written,
    operations: {
      total: draft.operations.length,
      open,
      closed: draft.operations.length - open,
      ready: draft.ready.length,
    },
    proposals: draft.proposals.map((each) => ({ ...each, location: draft.document.locate(each.pointer) })),
    doubts: draft.doubts.map(({ rows, access, why }) => ({ schema: rows.name, access, why })),
    unreachable: draft.unreachable.map(({ method, path: at }) => `${method} ${at}`),
    diagnostics: draft.diagnostics,
    hints,
    milliseconds: Math.round(duration),
  });
  const parts = [
    opened(open, draft.operations.length, draft.ready.length),
    draft.text === "" ? "nothing is missing" : plural(draft.proposals.length, "proposal"),
    `${plural(written.length, "file")} ${outcome.mode === "dry-run" ? "to write" : "written"}`,
    seconds(duration),
  ];
  terminal.note(summaryOf(parts, terminal.paper.columns));
  return code;
}

/** How much of a server is open, and how much opens by deleting a line. */
function opened(open: number, all: number, ready = 0): string {
  const closed = ready === 0 ? "" : `, ${String(ready)} ready to open (delete \`closed\`)`;
  return `${String(open)} of ${plural(all, "operation")} open${closed}`;
}

function next({ project, overlay, draft, written, mode }: Outcome): readonly string[] {
  const name = shown(project.cwd, overlay);
  const lost = draft.unreachable.map(({ method, path: at, pointer }) => {
    const { file, line } = draft.document.locate(pointer, "key");
    return `${method} ${at} stands in another file, which no overlay of the document reaches: annotate it at ${file}:${String(line)}`;
  });
  return mode === "dry-run" || !written.includes(name)
    ? lost
    : [...lost, `Review ${name}, then run \`ringfence generate\`.`];
}
