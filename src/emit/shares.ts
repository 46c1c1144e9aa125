import type { EmittedFile, Plan } from "./emitter.js";
import { operationFiles, policyFiles, smallFiles, validatorFiles } from "./plain-files.js";
import { shapedFiles } from "./shaped-files.js";

/**
 * The files that need no printer of types, in shares that know nothing of each other. Who prints types takes shares from
 * the front as soon as that is done, the main thread from the back meanwhile: how long either needs is another for every
 * document, and neither waits for the other by more than one share.
 */
const shares: readonly ((plan: Plan) => readonly EmittedFile[])[] = [
  shapedFiles,
  policyFiles,
  operationFiles,
  smallFiles,
  validatorFiles,
];

/** The files of the shares that were taken, by their indexes. */
export type SharedFiles = ReadonlyMap<number, readonly EmittedFile[]>;

/** Who has which share. Threads that were given the same memory never take the same one. */
export class Claims {
  readonly memory: SharedArrayBuffer;
  readonly #taken: Int32Array;

  constructor(memory = new SharedArrayBuffer(shares.length * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#taken = new Int32Array(memory);
  }

  take(share: number): boolean {
    return Atomics.compareExchange(this.#taken, share, 0, 1) === 0;
  }
}

/** Makes every share that nobody has taken yet. */
export function takeShares(plan: Plan, claims: Claims, from: "front" | "back"): SharedFiles {
  const order = [...shares.entries()];
  const made = new Map<number, readonly EmittedFile[]>();
  for (const [index, share] of from === "front" ? order : order.reverse())
    if (claims.take(index)) made.set(index, share(plan));
  return made;
}

/** All files in the order of their shares, whoever made them; what nobody made is made now. */
export function allShares(plan: Plan, ...made: readonly SharedFiles[]): readonly EmittedFile[] {
  return shares.flatMap(
    (share, index) =>
      made.map((files) => files.get(index)).find((files) => files !== undefined) ?? share(plan),
  );
}
