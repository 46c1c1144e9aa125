/**
 * What can be made apart from the types. Who prints types takes shares from the front as soon as that is done, the main
 * thread from the back meanwhile: how long either needs is another for every document, and neither waits for the other by
 * more than one share. The last two need no names of types.
 */
export const shareNames = ["shaped", "operations", "small", "policy", "validators"] as const;

export type ShareName = (typeof shareNames)[number];

/** Who has which share. Threads that were given the same memory never take the same one. */
export class Claims {
  readonly memory: SharedArrayBuffer;
  readonly #taken: Int32Array;

  constructor(memory = new SharedArrayBuffer(shareNames.length * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#taken = new Int32Array(memory);
  }

  take(share: ShareName): boolean {
    return Atomics.compareExchange(this.#taken, shareNames.indexOf(share), 0, 1) === 0;
  }
}
