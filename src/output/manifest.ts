import { isFileKey } from "./layout.js";

/** Options that decide what the emitted files look like. */
export type RecordedOptions = Readonly<Record<string, string | boolean>>;

/** What was written last time, so that nothing else is ever overwritten or deleted. */
export interface Manifest {
  /** Version of ringfence that wrote it. */
  readonly tool: string;
  readonly options: RecordedOptions;
  /** Path relative to the manifest → fingerprint. */
  readonly inputs: Readonly<Record<string, string>>;
  /** `area/path` → fingerprint of the text that was written. */
  readonly files: Readonly<Record<string, string>>;
  /** `area/path` of files that are the user's since they were written once. */
  readonly scaffolded: readonly string[];
}

export const emptyManifest: Manifest = { tool: "", options: {}, inputs: {}, files: {}, scaffolded: [] };

const note = "Written by ringfence: what it generated here. Commit it; do not edit it.";

/** Stable text: keys sorted by code unit. */
export function serializeManifest(manifest: Manifest): string {
  const { tool, options, inputs, files, scaffolded } = manifest;
  const body = {
    note,
    manifest: 1,
    tool,
    options: sortKeys(options),
    inputs: sortKeys(inputs),
    files: sortKeys(files),
    scaffolded: [...scaffolded].sort(),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** Reads a manifest; null where the text is none, also where a path in it would leave its folder. */
export function parseManifest(text: string): Manifest | null {
  const value = parseObject(text);
  if (value === null || value["manifest"] !== 1 || typeof value["tool"] !== "string") return null;
  const { options, inputs, files, scaffolded } = value;
  if (!isRecord(options, (option) => typeof option === "string" || typeof option === "boolean")) return null;
  if (!isRecord(inputs, isHash) || !isRecord(files, isHash)) return null;
  if (!Array.isArray(scaffolded) || !scaffolded.every((key) => typeof key === "string")) return null;
  if (![...Object.keys(files), ...scaffolded].every(isFileKey)) return null;
  return {
    tool: value["tool"],
    options: options as RecordedOptions,
    inputs: inputs as Record<string, string>,
    files: files as Record<string, string>,
    scaffolded,
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecord(value: unknown, holds: (member: unknown) => boolean): value is Record<string, unknown> {
  return isObject(value) && Object.values(value).every(holds);
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function sortKeys<Member>(record: Readonly<Record<string, Member>>): Record<string, Member> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
