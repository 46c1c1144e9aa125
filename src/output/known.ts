import { barrierHash, entryFile } from "./barrier.js";
import { fingerprint } from "./hash.js";
import { readJournal } from "./journal.js";
import type { Layout } from "./layout.js";
import type { Manifest } from "./manifest.js";

/** What may be replaced, for it is ours. */
export interface Known {
  readonly manifest: Manifest;
  /**
   * `area/path` → fingerprints of what a run that is under way, or died, has put there. Empty for whoever holds the lock
   * and has recovered.
   */
  readonly announced: ReadonlyMap<string, readonly (string | null)[]>;
}

/** Reads what a run announced that has not come to its end. */
export function readAnnounced(layout: Layout): Known["announced"] {
  const found = readJournal(layout);
  if (found.kind !== "journal") return new Map();
  return new Map(
    found.journal.entries.map(({ file, before, after }) => [
      file,
      [before, after, ...(file === entryFile ? [barrierHash] : [])],
    ]),
  );
}

/** Whether a generated file holds what one of our runs wrote, or nothing that anybody could miss. */
export function isOurs(known: Known, key: string, content: Buffer): boolean {
  const { manifest, announced } = known;
  if (!Object.hasOwn(manifest.files, key) && !announced.has(key)) return false;
  const hash = fingerprint(content.toString("utf8"));
  return manifest.files[key] === hash || announced.get(key)?.includes(hash) === true || isTorn(content);
}

/** A machine that lost its power leaves files empty or filled up with zeros: nobody's edit. */
function isTorn(content: Buffer): boolean {
  return content.length === 0 || content.includes(0);
}
