import { isInside } from "./layout.js";

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
  /**
   * `area/path` → fingerprint of the text that was about to be written. Present only while files are being written: what an
   * interrupted run left behind is recognised by it.
   */
  readonly pending?: Readonly<Record<string, string>>;
}

export const emptyManifest: Manifest = { tool: "", options: {}, inputs: {}, files: {}, scaffolded: [] };

const note = "Written by ringfence: what it generated here. Commit it; do not edit it.";

/** Stable text: keys sorted by code unit. */
export function serializeManifest(manifest: Manifest): string {
  const { tool, options, inputs, files, scaffolded, pending } = manifest;
  const body = {
    note,
    manifest: 1,
    tool,
    options: sortKeys(options),
    inputs: sortKeys(inputs),
    files: sortKeys(files),
    scaffolded: [...scaffolded].sort(),
    ...(pending === undefined ? {} : { pending: sortKeys(pending) }),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** Reads a manifest; null where the text is none, also where a path in it would leave its folder. */
export function parseManifest(text: string): Manifest | null {
  const value = parseObject(text);
  if (value === null || value["manifest"] !== 1 || typeof value["tool"] !== "string") return null;
  const { options, inputs, files, scaffolded, pending = {} } = value;
  if (!isRecord(options, (option) => typeof option === "string" || typeof option === "boolean")) return null;
  if (!isRecord(inputs, isHash) || !isRecord(files, isHash) || !isRecord(pending, isHash)) return null;
  if (!Array.isArray(scaffolded) || !scaffolded.every((key) => typeof key === "string")) return null;
  if (![...Object.keys(files), ...Object.keys(pending), ...scaffolded].every(isFileKey)) return null;
  return {
    tool: value["tool"],
    options: options as RecordedOptions,
    inputs: inputs as Record<string, string>,
    files: files as Record<string, string>,
    scaffolded,
    pending: pending as Record<string, string>,
  };
}

/** Whether these bytes are ours: written by the last run, or by one that was interrupted. */
export function isKnown(manifest: Manifest, key: string, hash: string): boolean {
  return manifest.files[key] === hash || manifest.pending?.[key] === hash;
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

function isFileKey(key: string): boolean {
  return /^(?:api|handlers|deploy)\//.test(key) && isInside(key);
}

function sortKeys<Member>(record: Readonly<Record<string, Member>>): Record<string, Member> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
