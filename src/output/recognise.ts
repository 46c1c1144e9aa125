import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import path from "node:path";
import type { InputFile } from "../document/document.js";
import { readEntry, writeEntry } from "./cache-folder.js";
import { findEscapes } from "./confine.js";
import type { DiskMemory } from "./disk-memory.js";
import { sameContent, stateOf, type FileState } from "./file-state.js";
import { formattingIdentity } from "./formatting-files.js";
import { fingerprint } from "./hash.js";
import { fileKey, type Area, type Layout } from "./layout.js";
import type { OutputPlan } from "./prepare.js";
import { parseRecord, serializeRecord, type RunOutcome, type RunRecord } from "./run-record.js";

/** Where the record of a run is kept, and what it must have been a run of. */
export interface RecordPlace {
  readonly folder: string;
  readonly name: string;
  /** Names the program and its options. */
  readonly identity: string;
  readonly layout: Layout;
  /** Whether prettier runs. */
  readonly format: boolean;
}

/** What a run said, and how many files it left as they should be. */
export interface Recognised extends RunOutcome {
  readonly unchanged: number;
}

/**
 * Whether everything is as a recorded run left it: its inputs, every file that it generated, the program, the options and
 * the configuration of the formatter. Then there is nothing to do, and this is what there is to say; null otherwise.
 */
export async function recognise(place: RecordPlace): Promise<Recognised | null> {
  const text = readEntry(place.folder, place.name);
  const record = text === null ? null : parseRecord(text);
  if (record?.identity !== place.identity) return null;
  const inputs = allSame(record.inputs, hashOfBytes);
  if (inputs === null || !record.needed.every(exists)) return null;
  const outputs = allSame(record.outputs, hashOfText);
  if (outputs === null || !(await isConfined(record, place.layout))) return null;
  if (formattingOf(record.outputs, place) !== record.formatting) return null;
  const before = [...record.inputs, ...record.outputs];
  if ([...inputs, ...outputs].some((state, index) => state !== before[index]))
    writeEntry(place.folder, place.name, serializeRecord({ ...record, inputs, outputs }));
  return { ...record.outcome, unchanged: record.outputs.length };
}

/**
 * Records a run after which the disk is as the plan wants it, which has to be so when this is called. `started` is when
 * the run began, in milliseconds since 1970: an input that was changed later is not the one that was read.
 * @returns what writes the record, for any time later
 */
export function recordRun(
  place: RecordPlace,
  plan: OutputPlan,
  inputs: readonly InputFile[],
  outcome: RunOutcome,
  started: number,
  memory: DiskMemory | null = null,
): () => void {
  const outputs = plan.files
    .filter(({ file }) => file.ownership === "generated")
    .map(({ file, kind }) => {
      const hash = plan.manifest.files[fileKey(file)] ?? fingerprint(file.text);
      const known = kind === "unchanged" ? (memory?.stateOf(file.absolutePath, hash) ?? null) : null;
      return known ?? stateOf(file.absolutePath, hash);
    });
  return () => {
    writeRecord(place, inputs, outputs, outcome, started);
  };
}

function writeRecord(
  place: RecordPlace,
  inputs: readonly InputFile[],
  outputs: readonly (FileState | null)[],
  outcome: RunOutcome,
  started: number,
): void {
  const read = inputs.map((input) => stateAsRead(input, started));
  const states = {
    inputs: read.filter((each) => each !== null),
    outputs: outputs.filter((each) => each !== null),
  };
  if (states.inputs.length < read.length || states.outputs.length < outputs.length) return;
  const formatting = formattingOf(states.outputs, place);
  if (formatting === null) return;
  const needed = [path.join(place.layout.handlers, "index.ts")];
  const { identity } = place;
  writeEntry(place.folder, place.name, serializeRecord({ identity, formatting, ...states, needed, outcome }));
}

/** The state of an input whose content is the one that was read; null where it is not. */
function stateAsRead({ absolutePath, sha256 }: InputFile, started: number): FileState | null {
  if (!path.isAbsolute(absolutePath)) return null;
  const state = stateOf(absolutePath, sha256);
  if (state === null) return null;
  const changed = BigInt(state.ctime) / 1_000_000n;
  return changed + slack < BigInt(started) ? state : sameContent({ ...state, fresh: true }, hashOfBytes);
}

/** Milliseconds by which the clock of a file system may be behind. */
const slack = 2100n;

/** The states now, where every content is the same; null where one is not. */
function allSame(
  states: readonly FileState[],
  name: (content: Buffer) => string,
): readonly FileState[] | null {
  const now: FileState[] = [];
  for (const before of states) {
    const state = sameContent(before, name);
    if (state === null) return null;
    now.push(state);
  }
  return now;
}

function hashOfBytes(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function hashOfText(content: Buffer): string {
  return fingerprint(content.toString("utf8"));
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** A folder that became a symbolic link leads elsewhere, and a run would say so. */
async function isConfined({ outputs }: RunRecord, layout: Layout): Promise<boolean> {
  const areas: readonly Area[] = ["api", "handlers", "deploy"];
  const files = outputs.flatMap(({ path: absolutePath }) => {
    const area = areas.find((each) => absolutePath.startsWith(layout[each] + path.sep));
    return area === undefined ? [] : [{ area, absolutePath }];
  });
  return (await findEscapes(files, layout)).length === 0;
}

/** Null where a program decides. */
function formattingOf(outputs: readonly FileState[], { format, layout }: RecordPlace): string | null {
  if (!format) return "";
  const folders = outputs.map((output) => path.dirname(output.path));
  return formattingIdentity([...new Set([...folders, layout.handlers])]);
}
