import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileOf, isFileKey, locate, type Layout } from "./layout.js";
import { errorCode, onDiskNow } from "./output-error.js";
import { inStaging } from "./staging.js";

/**
 * What a commit does to one file. Fingerprints of its content before and after; null where there is none: a file without
 * `before` is created, one without `after` is deleted. Where both are equal the file only stands barred meanwhile.
 */
export interface JournalEntry {
  /** `area/path`. */
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A commit that has begun: what is in the journal while it stands on disk. */
export interface Journal {
  /** Folders of the other areas, relative to the api's. */
  readonly folders: Readonly<Record<"handlers" | "deploy", string>>;
  readonly entries: readonly JournalEntry[];
}

/** What stands where the journal of the last commit would be. */
export type FoundJournal =
  | { readonly kind: "none" }
  | { readonly kind: "damaged" }
  | { readonly kind: "journal"; readonly journal: Journal };

/** Absolute path of the journal. */
function journalPath(layout: Layout): string {
  return inStaging(layout.api, "journal");
}

/** Whether a run that died left a journal; cheap, and needs no lock. */
export function isInterrupted(layout: Layout): boolean {
  return existsSync(journalPath(layout));
}

/** Folders of a layout, as a journal states them. */
export function journalFolders(layout: Layout): Journal["folders"] {
  const relative = (folder: string): string => path.relative(layout.api, folder).split(path.sep).join("/");
  return { handlers: relative(layout.handlers), deploy: relative(layout.deploy) };
}

/** Writes the journal, synced: nothing may be moved before it is sure to be there. */
export function writeJournal(layout: Layout, entries: readonly JournalEntry[]): void {
  const text = JSON.stringify({
    journal: 1,
    folders: journalFolders(layout),
    entries: entries.map(({ file, before, after }) => ({ file, before, after })),
  });
  const file = journalPath(layout);
  onDiskNow(`cannot write ${file}`, () => {
    writeSynced(file, text);
  });
}

/** Creates a file and waits until it is on the disk. */
export function writeSynced(absolutePath: string, text: string): void {
  const descriptor = openSync(absolutePath, "wx");
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads the journal that a run left behind. */
export function readJournal(layout: Layout): FoundJournal {
  const file = journalPath(layout);
  const text = onDiskNow(`cannot read ${file}`, () => {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
      throw error;
    }
  });
  if (text === null) return { kind: "none" };
  const journal = parseJournal(text);
  return journal === null ? { kind: "damaged" } : { kind: "journal", journal };
}

/** The file of an entry on this machine: its path, and the root of its area. */
export function placeOf(entry: JournalEntry, layout: Layout): { absolutePath: string; root: string } {
  const { area, path: relative } = fileOf(entry.file);
  return { absolutePath: locate(layout, area, relative).absolutePath, root: layout[area] };
}

function parseJournal(text: string): Journal | null {
  try {
    const value = JSON.parse(text) as Partial<Journal> & { readonly journal?: unknown };
    const { folders, entries } = value;
    if (value.journal !== 1 || typeof folders?.handlers !== "string" || typeof folders.deploy !== "string")
      return null;
    return Array.isArray(entries) && entries.every(isEntry) ? { folders, entries } : null;
  } catch {
    return null;
  }
}

function isEntry(value: Partial<JournalEntry> | null): value is JournalEntry {
  const isHash = (hash: unknown): boolean => hash === null || typeof hash === "string";
  return (
    typeof value?.file === "string" && isFileKey(value.file) && isHash(value.before) && isHash(value.after)
  );
}
