import { sameTimes, stateOf, type FileState } from "./file-state.js";
import { FormatMemory } from "./format.js";
import { fingerprint } from "./hash.js";
import type { PlannedFile } from "./layout.js";

/**
 * What a process that writes again and again knows of its files: which of them are sure to hold what they held, and the
 * fingerprints of texts that are planned again.
 */
export class DiskMemory {
  readonly format = new FormatMemory();
  readonly #states = new Map<string, FileState>();
  readonly #texts = new Map<string, { readonly text: string; readonly hash: string }>();

  /** The fingerprint of a planned text. */
  fingerprintOf({ absolutePath, text }: PlannedFile): string {
    const known = this.#texts.get(absolutePath);
    if (known?.text === text) return known.hash;
    const hash = fingerprint(text);
    this.#texts.set(absolutePath, { text, hash });
    return hash;
  }

  /** Whether a file is known to hold the text of this fingerprint without a look into it. */
  holds(absolutePath: string, hash: string): boolean {
    const before = this.#states.get(absolutePath);
    return before?.hash === hash && sameTimes(before);
  }

  /** What was found to be so when the file was looked at last; null where it was not, or held another text. */
  stateOf(absolutePath: string, hash: string): FileState | null {
    const state = this.#states.get(absolutePath);
    return state?.hash === hash ? state : null;
  }

  /** What a file says of itself before it is read; `note` it where it turns out to hold the text of this fingerprint. */
  stateBefore(absolutePath: string, hash: string): FileState | null {
    return stateOf(absolutePath, hash);
  }

  note(state: FileState | null): void {
    if (state !== null) this.#states.set(state.path, state);
  }
}
