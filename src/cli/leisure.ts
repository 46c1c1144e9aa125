/** Milliseconds of quiet after which work that nobody waits for is done. */
const quiet = 1000;

/** Work of a long-lived process that can wait until it has nothing better to do. Of each name, only the latest is done. */
export class Leisure {
  readonly #work = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;

  add(name: string, work: () => void): void {
    this.#work.set(name, work);
    this.put();
  }

  /** Puts everything off once more: something better came up. */
  put(): void {
    clearTimeout(this.#timer);
    if (this.#work.size > 0)
      this.#timer = setTimeout(() => {
        this.end();
      }, quiet);
  }

  /** Does what is left now. */
  end(): void {
    clearTimeout(this.#timer);
    const left = [...this.#work.values()];
    this.#work.clear();
    for (const work of left) work();
  }
}
