/** Something that happened under a key. A value is a digest, or a word of detection's own: no spaces, nothing personal. */
export interface Entry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: string;
}

export interface Note {
  /** Of any content; a store outside of the process keeps a digest of it. */
  readonly key: string;
  readonly value: string;
  /** An equal value that stands there already is replaced, not added. */
  readonly distinct: boolean;
  /** Entries of a key that are remembered, at most. */
  readonly keep: number;
  /** Milliseconds after which an entry is forgotten. */
  readonly within: number;
}

export interface EarlierUse {
  /** When the key was used last, or null where it was not within its memory. */
  readonly before: number | null;
  /** Since when uses are remembered at all. */
  readonly since: number;
}

/**
 * What detection remembers. Every call is one step, as if no other request existed. `now` is milliseconds since the
 * epoch; a shared store may keep its own time.
 */
export interface DetectionStore {
  /** Adds an entry, and answers all that stand under its key now, oldest first. */
  note(note: Note, now: number): Promise<readonly Entry[]>;
  /** Remembers a use of the key for `memory` milliseconds, and answers what was known before. */
  use(key: string, memory: number, now: number): Promise<EarlierUse>;
  /** Answers true, and then false until `quiet` milliseconds are over. */
  claim(key: string, quiet: number, now: number): Promise<boolean>;
  close(): Promise<void>;
}

/** The entries of a key after one more. */
export function withNote(known: readonly Entry[], note: Note, now: number): readonly Entry[] {
  const { value, distinct, keep, within } = note;
  const lasting = known.filter((entry) => entry.at > now - within && !(distinct && entry.value === value));
  return [...lasting, { at: now, value }].slice(-keep);
}
