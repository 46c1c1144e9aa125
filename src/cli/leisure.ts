/** Milliseconds of quiet after which work that nobody waits for is done. */
const quiet = 1000;

/** Work of a long-lived process that can wait until it has nothing better to do. Of each name, only the latest is done. */
export class Leisure {
  readonly #work = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** Does the work when there has been nothing new for a while, at the latest when everything stops. */
  add(name: string, work: () => void): void {
    this.#work.set(name, work);
    if (this.#stopped) this.#finish();
    else this.putOff();
  }

  /** Something better came up: what is left waits for as long again. */
  putOff(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#work.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#finish();
    }, quiet);
  }

  /** Does what is left now; what comes later is not put off. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#finish();
  }

  #finish(): void {
    const left = [...this.#work.values()];
    this.#work.clear();
    for (const work of left) work();
  }
}
