import {
  copyFileSync,
  constants,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { barrierText, entryFile } from "./barrier.js";
import { fingerprint } from "./hash.js";
import { placeOf, writeJournal, writeSynced, type JournalEntry } from "./journal.js";
import { manifestKey, type Layout } from "./layout.js";
import { errorCode, onDiskNow, OutputError } from "./output-error.js";
import { clearStaging, inStaging, newFile, oldFile, openStaging } from "./staging.js";
import { removeEmptyFolders, undo } from "./undo.js";

/** One file that a commit brings to its new state. */
export interface CommitStep extends JournalEntry {
  /** The new text; null where the file is deleted, or only stands barred meanwhile. */
  readonly text: string | null;
}

interface PlacedStep extends CommitStep {
  readonly absolutePath: string;
  readonly root: string;
}

/**
 * Brings all files to their new state or none. At every moment the files on disk are the old ones, or the new ones, or
 * the entry of the generated code is the barrier, which neither compiles nor runs. A process that dies in between leaves
 * a journal, from which `recover` restores the old files. Nothing here waits, so that a signal finds it before or behind.
 * @throws OutputError where the disk refuses or a file changed since it was compared; the old files stand again then
 */
export function commit(steps: readonly CommitStep[], layout: Layout): void {
  const placed = [...steps].sort(byTurn).map((step) => ({ ...step, ...placeOf(step, layout) }));
  if (placed.length === 0) return;
  const roots = new Set([layout.api, ...placed.map((step) => step.root)]);
  try {
    for (const root of roots) openStaging(root);
    stage(placed);
    writeJournal(layout, placed);
    placed.forEach(keep);
    exchange(placed, layout);
  } catch (error) {
    takeBack(placed, layout, roots, error);
  }
  finish(placed, roots);
}

/** The entry last, for its barrier falls when all else is done; the manifest before it. */
function byTurn(a: CommitStep, b: CommitStep): number {
  const turn = ({ file }: CommitStep): number => (file === entryFile ? 2 : file === manifestKey ? 1 : 0);
  return turn(a) - turn(b);
}

/** Writes every new text, and makes every folder that one of them is for. */
function stage(placed: readonly PlacedStep[]): void {
  const made = new Set<string>();
  for (const [index, { file, text, absolutePath, root }] of placed.entries()) {
    if (text === null) continue;
    const folder = path.dirname(absolutePath);
    onDiskNow(`cannot write ${absolutePath}`, () => {
      const staged = newFile(root, index);
      if (file === manifestKey) writeSynced(staged, text);
      else write(staged, text);
      if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    });
    made.add(folder);
  }
}

function write(absolutePath: string, text: string): void {
  writeFileSync(absolutePath, text, { flag: "wx" });
}

/** Keeps the old content, and makes sure that it is what was compared: somebody may have saved the file since. */
function keep(step: PlacedStep, index: number): void {
  const { before, absolutePath } = step;
  if (before === null) return;
  const kept = oldFile(step.root, index);
  const found = onDiskNow(`cannot keep ${absolutePath}`, () => {
    linkOrCopy(absolutePath, kept);
    return fingerprint(readFileSync(kept, "utf8"));
  });
  if (found !== before) throw changedMeanwhile(absolutePath);
}

function exchange(placed: readonly PlacedStep[], layout: Layout): void {
  const entry = placed.find((step) => step.file === entryFile);
  if (entry !== undefined && entry.before !== null && placed.filter(isServed).length > 1) {
    onDiskNow(`cannot write ${entry.absolutePath}`, () => {
      const bar = inStaging(layout.api, "bar");
      write(bar, barrierText);
      renameSync(bar, entry.absolutePath);
    });
  }
  placed.forEach((step, index) => {
    onDiskNow(`cannot ${step.after === null ? "delete" : "write"} ${step.absolutePath}`, () => {
      move(step, index);
    });
  });
}

/** Whether a build looks at the file. One such file is exchanged in one step; only several can be a mixture. */
export function isServed(step: { readonly file: string }): boolean {
  return step.file !== manifestKey;
}

function move(step: PlacedStep, index: number): void {
  const { before, after, text, absolutePath, root } = step;
  if (after === null) rmSync(absolutePath);
  else if (text === null) renameSync(oldFile(root, index), absolutePath);
  else if (before === null) create(newFile(root, index), absolutePath);
  else renameSync(newFile(root, index), absolutePath);
}

/** Unlike a rename, this never replaces what somebody put there in the meantime. */
function create(staged: string, absolutePath: string): void {
  try {
    linkOrCopy(staged, absolutePath);
  } catch (error) {
    if (errorCode(error) === "EEXIST") throw changedMeanwhile(absolutePath);
    throw error;
  }
}

/** A second name for the same file; a copy on file systems that know no such thing. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!linkless.has(errorCode(error) ?? "")) throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** What file systems without hard links answer, and those with too many of them. */
const linkless: ReadonlySet<string> = new Set([
  "EPERM",
  "ENOSYS",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EMLINK",
  "EISDIR",
]);

function changedMeanwhile(absolutePath: string): OutputError {
  return new OutputError(
    `${absolutePath} changed while ringfence was at work; nothing was written. Try again`,
  );
}

function takeBack(
  placed: readonly PlacedStep[],
  layout: Layout,
  roots: ReadonlySet<string>,
  reason: unknown,
): never {
  try {
    undo(placed, layout);
    for (const root of roots) clearStaging(root);
  } catch (error) {
    if (!(reason instanceof OutputError && error instanceof OutputError)) throw reason;
    throw new OutputError(
      `${reason.message}\nThe old files could not be put back (${error.message}); the next run tries again`,
      { cause: reason },
    );
  }
  throw reason;
}

/** The new files stand; what is left to do can as well be done by the next run. */
function finish(placed: readonly PlacedStep[], roots: ReadonlySet<string>): void {
  try {
    // The api's first: where the journal is gone, the commit is over.
    for (const root of roots) clearStaging(root);
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
  }
  for (const step of placed) {
    if (step.after === null) removeEmptyFolders(path.dirname(step.absolutePath), step.root);
  }
}
