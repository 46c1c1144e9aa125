import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { writeSynced } from "./journal.js";
import { onDiskNow } from "./output-error.js";

/** A file of the user's project that is no generated code: its new text, and the old one, null where there is none. */
export interface LooseFile {
  readonly absolutePath: string;
  readonly text: string;
  readonly before: string | null;
}

/**
 * Writes a few files of which no manifest knows, all or none: every text is on disk beside its place before the first
 * takes it. Each file has its old or its new text at every moment, never a part.
 * @throws OutputError where the disk refuses; the old files stand again then
 */
export function writeLoose(files: readonly LooseFile[]): void {
  const staged = files.map((file) => ({ ...file, beside: besideOf(file.absolutePath) }));
  const written: string[] = [];
  const moved: LooseFile[] = [];
  try {
    for (const { absolutePath, beside, text } of staged) {
      onDiskNow(`cannot write ${absolutePath}`, () => {
        mkdirSync(path.dirname(absolutePath), { recursive: true });
        written.push(beside);
        writeSynced(beside, text);
      });
    }
    for (const file of staged) {
      onDiskNow(`cannot write ${file.absolutePath}`, () => {
        renameSync(file.beside, file.absolutePath);
      });
      moved.push(file);
    }
  } catch (error) {
    for (const beside of written) rmSync(beside, { force: true });
    for (const file of moved) putBack(file);
    throw error;
  }
}

function putBack({ absolutePath, before }: LooseFile): void {
  if (before === null) rmSync(absolutePath, { force: true });
  else {
    const beside = besideOf(absolutePath);
    writeSynced(beside, before);
    renameSync(beside, absolutePath);
  }
}

function besideOf(absolutePath: string): string {
  const name = `.${path.basename(absolutePath)}.${randomBytes(6).toString("hex")}.tmp`;
  return path.join(path.dirname(absolutePath), name);
}
