import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { FileState } from "./file-state.js";

/** A run that left everything as it should be: what went in, what came out, and what it said. */
export interface RunRecord {
  /** Names the program that ran and the options it was given. */
  readonly identity: string;
  /** Names the configuration of the formatter. */
  readonly formatting: string;
  /** By the hash of their bytes. */
  readonly inputs: readonly FileState[];
  /** By their fingerprint. */
  readonly outputs: readonly FileState[];
  /** Files of the user's whose absence would mean work. */
  readonly needed: readonly string[];
  readonly outcome: RunOutcome;
}

/** What a run has to say when it has nothing to do. */
export interface RunOutcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly operations: number;
  /** Packages that the generated code imports. */
  readonly packages: readonly string[];
}

const version = 1;

export function serializeRecord({
  identity,
  formatting,
  inputs,
  outputs,
  needed,
  outcome,
}: RunRecord): string {
  const rows = (states: readonly FileState[]): unknown =>
    states.map(({ path, size, mtime, ctime, inode, hash, fresh }) => [
      path,
      size,
      mtime,
      ctime,
      inode,
      hash,
      fresh ? 1 : 0,
    ]);
  return JSON.stringify({
    record: version,
    identity,
    formatting,
    inputs: rows(inputs),
    outputs: rows(outputs),
    needed,
    outcome,
  });
}

/** Reads a record; null where the text is none of this version's. */
export function parseRecord(text: string): RunRecord | null {
  const value = parseObject(text);
  if (value?.["record"] !== version) return null;
  const { identity, formatting } = value;
  if (typeof identity !== "string" || typeof formatting !== "string") return null;
  const [inputs, outputs] = [readStates(value["inputs"]), readStates(value["outputs"])];
  const { needed, outcome } = value;
  if (inputs === null || outputs === null || !isTexts(needed) || !isOutcome(outcome)) return null;
  return { identity, formatting, inputs, outputs, needed, outcome };
}

function readStates(rows: unknown): readonly FileState[] | null {
  if (!Array.isArray(rows)) return null;
  const states: FileState[] = [];
  for (const row of rows as readonly unknown[]) {
    if (!Array.isArray(row) || row.length !== 7 || !isTexts(row.slice(0, 6))) return null;
    const [path, size, mtime, ctime, inode, hash] = row as [string, string, string, string, string, string];
    states.push({ path, size, mtime, ctime, inode, hash, fresh: row[6] !== 0 });
  }
  return states;
}

function isOutcome(value: unknown): value is RunOutcome {
  if (!isObject(value) || typeof value["operations"] !== "number" || !isTexts(value["packages"]))
    return false;
  const { diagnostics } = value;
  return Array.isArray(diagnostics) && diagnostics.every(isDiagnostic);
}

function isDiagnostic(value: unknown): boolean {
  if (!isObject(value)) return false;
  const texts = [value["rule"], value["severity"], value["message"], value["help"]];
  return isTexts(texts) && isLocation(value["location"]) && isRelated(value["related"]);
}

function isRelated(value: unknown): boolean {
  return (
    value === undefined ||
    (Array.isArray(value) && value.every((each) => isObject(each) && isLocation(each["location"])))
  );
}

function isLocation(value: unknown): boolean {
  if (!isObject(value) || typeof value["file"] !== "string") return false;
  return [value["line"], value["column"], value["length"]].every((each) => typeof each === "number");
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
