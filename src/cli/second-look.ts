import { saveState } from "./save-state.js";

/** Milliseconds. chokidar tells of one file once in 50 ms, and drops what happens to it meanwhile. */
const delay = 60;

/** Looks at files once more after their change was told, so that a save that follows another at once is not lost. */
export class SecondLook {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** What each file was when it was last told of, or last read. */
  readonly #seen = new Map<string, string>();
  readonly #onChange: (file: string) => void;

  /** `onChange` is called where a file changed after its change was told. */
  constructor(onChange: (file: string) => void) {
    this.#onChange = onChange;
  }

  /** A change of this file was told now. */
  told(file: string): void {
    this.#seen.set(file, saveState(file));
    clearTimeout(this.#timers.get(file));
    const look = (): void => {
      this.#timers.delete(file);
      if (saveState(file) === this.#seen.get(file)) return;
      this.#onChange(file);
      this.told(file);
    };
    this.#timers.set(file, setTimeout(look, delay));
  }

  /** Files are read from now on: a large one is told of while it is still being written, and is whole by now. */
  reading(): void {
    for (const file of this.#timers.keys()) this.#seen.set(file, saveState(file));
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
