import path from "node:path";
import { watch as watchFiles, type FSWatcher } from "chokidar";
import { hasErrors } from "../../diagnostics/create.js";
import { DocumentMemory } from "../../document/memory.js";
import type { Model } from "../../model/model.js";
import { DiskMemory } from "../../output/disk-memory.js";
import { exitCode, type ExitCode } from "../exit-code.js";
import type { GenerateFlags } from "../flags.js";
import { LastRead } from "../last-read.js";
import { Leisure } from "../leisure.js";
import { policyChanges } from "../policy-changes.js";
import { resolveProjects } from "../project.js";
import { runProject, type RunMemory } from "../project-run.js";
import type { Invocation } from "../program.js";
import { reportRun } from "../report.js";
import { SecondLook } from "../second-look.js";
import { UsageError } from "../usage-error.js";

/** Milliseconds without a further change before work starts: editors write a file in several steps. */
const quietPeriod = 20;

/** `ringfence watch`: generates now and after every change, until the user interrupts; then the exit code is 0. */
export async function runWatch(
  document: string | undefined,
  flags: GenerateFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  if (flags.check === true || flags.dryRun === true) {
    throw new UsageError("--watch writes; it goes with neither --check nor --dry-run");
  }
  if (invocation.terminal.json)
    throw new UsageError("watching has no single result; --json goes with generate");
  const session = new WatchSession(document, flags, invocation);
  await session.run();
  return exitCode.fine;
}

/** What a watch remembers from one run to the next. */
class WatchSession {
  readonly #document: string | undefined;
  readonly #flags: GenerateFlags;
  readonly #invocation: Invocation;
  /** Last good model by document, to say what changed. */
  readonly #models = new Map<string, Model>();
  /** What the last run of each project left, by its output folder. */
  readonly #memories = new Map<string, RunMemory>();
  /** Hints that need no repetition. */
  readonly #told = new Set<string>();
  /** Absolute paths whose change starts a run. */
  #relevant: ReadonlySet<string> = new Set();
  /** Those that were told to have changed since the last run began. */
  readonly #changed = new Set<string>();
  readonly #lastRead = new LastRead();
  readonly #leisure = new Leisure();
  #watcher: FSWatcher | null = null;
  #secondLook: SecondLook | null = null;
  #stopped = false;

  constructor(document: string | undefined, flags: GenerateFlags, invocation: Invocation) {
    this.#document = document;
    this.#flags = flags;
    this.#invocation = invocation;
  }

  async run(): Promise<void> {
    let stopListening: (() => void) | undefined;
    const interrupted = new Promise<void>((resolve) => {
      stopListening = this.#invocation.host.onInterrupt(resolve);
    });
    try {
      await Promise.race([interrupted, this.#watch()]);
    } finally {
      this.#stopped = true;
      stopListening?.();
      this.#leisure.stop();
      await this.#watcher?.close();
      this.#secondLook?.stop();
    }
  }

  /** Settles only when something is wrong with us. */
  async #watch(): Promise<void> {
    // What cannot work from the start is wrong usage; later on, a file that is gone for a moment is no reason to stop.
    await this.#generateAll();
    if (this.#stopped) return;
    await new Promise<never>((_, fail) => {
      const soon = debounced(quietPeriod, () => this.#again(), fail);
      const change = (file: string): void => {
        this.#changed.add(file);
        soon();
      };
      this.#secondLook = new SecondLook(change);
      this.#watcher = watchFiles([...this.#folders()], {
        depth: 0,
        ignoreInitial: true,
        // A file that is gone for a moment is there again when the quiet period is over.
        atomic: false,
      });
      this.#watcher.on("all", (_event, file) => {
        const changed = path.resolve(file);
        if (!this.#relevant.has(changed)) return;
        this.#secondLook?.told(changed);
        change(changed);
      });
      this.#watcher.on("ready", () => {
        this.#invocation.terminal.note("Watching; stop with Ctrl-C.");
      });
      this.#watcher.on("error", fail);
    });
  }

  async #again(): Promise<void> {
    const { terminal } = this.#invocation;
    const changed = [...this.#changed];
    this.#changed.clear();
    if (this.#stopped || changed.every((file) => this.#lastRead.isStill(file))) return;
    this.#leisure.putOff();
    this.#secondLook?.reading();
    try {
      await this.#generateAll();
      // Adding to a watcher that was closed meanwhile would open it again.
      if (!this.#stopped) this.#watcher?.add([...this.#folders()]);
    } catch (error) {
      const isForUser =
        error instanceof Error && (error instanceof UsageError || error.name === "OutputError");
      if (!isForUser) throw error;
      terminal.problem(`ringfence: ${error.message}`);
    }
  }

  async #generateAll(): Promise<void> {
    const { host, globals, terminal } = this.#invocation;
    this.#lastRead.begin(this.#relevant);
    const { projects, configFile, configText } = await resolveProjects(
      this.#document,
      this.#flags,
      globals,
      host.cwd,
    );
    const relevant = new Set(configFile === null ? [] : [configFile]);
    if (configFile !== null) this.#lastRead.add(configFile, configText);
    for (const project of projects) {
      const run = await runProject(project, "write", terminal, this.#memoryOf(project.output));
      const files = [project.document, ...project.overlays, ...run.inputs.map((input) => input.absolutePath)];
      // Documents of other hosts are fetched again with every run, and looked at by nobody in between.
      for (const file of files.filter((each) => path.isAbsolute(each))) relevant.add(file);
      for (const { absolutePath, text } of run.inputs) this.#lastRead.add(absolutePath, text);
      reportRun(run, terminal, this.#told);
      if (run.model === null || hasErrors(run.diagnostics)) continue;
      this.#reportPolicy(project.document, run.model);
    }
    // A document that cannot be read in full does not name all of its files: keep looking at those it had.
    this.#relevant = new Set([...this.#relevant, ...relevant]);
  }

  #memoryOf(output: string): RunMemory {
    const known = this.#memories.get(output);
    if (known !== undefined) return known;
    const memory: RunMemory = {
      document: new DocumentMemory(),
      disk: new DiskMemory(),
      later: (work) => this.#leisure.add(output, work),
    };
    this.#memories.set(output, memory);
    return memory;
  }

  #reportPolicy(document: string, model: Model): void {
    const before = this.#models.get(document);
    this.#models.set(document, model);
    if (before === undefined) return;
    for (const change of policyChanges(before, model)) this.#invocation.terminal.note(`policy: ${change}`);
  }

  /** Folders, not files: an editor that replaces a file by renaming would otherwise be lost sight of. */
  #folders(): ReadonlySet<string> {
    return new Set([...this.#relevant].map((file) => path.dirname(file)));
  }
}

/** Calls `work` once things have been quiet for a while, and once more where a change came while it was busy. */
function debounced(wait: number, work: () => Promise<void>, fail: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let again = false;
  const start = async (): Promise<void> => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
    }
    if (again) {
      again = false;
      await start();
    }
  };
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => void start().catch(fail), wait);
  };
}
