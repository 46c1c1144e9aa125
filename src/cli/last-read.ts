import { readFileSync } from "node:fs";
import { saveState } from "./save-state.js";

/** What the last run read. A change may be told of late, when that run has seen it already. */
export class LastRead {
  readonly #states = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  /** These files, of which nothing is known any more, are read from now on. */
  begin(files: Iterable<string>): void {
    this.#states.clear();
    this.#texts.clear();
    for (const file of files) this.#states.set(file, saveState(file));
  }

  /** The run read this text there. */
  add(file: string, text: string): void {
    this.#texts.set(file, text.replace(/^\ufeff/u, ""));
  }

  /**
   * Whether a file is still what was read. Of two saves within one step of the file system's clock the second does not
   * show; so the text is compared as well, but only where nothing else tells the difference.
   */
  isStill(file: string): boolean {
    return this.#states.get(file) === saveState(file) && this.#texts.get(file) === textOf(file);
  }
}

/** Without a byte order mark, as inputs are; null where the file cannot be read, which no run has read either. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8").replace(/^\ufeff/u, "");
  } catch {
    return null;
  }
}
