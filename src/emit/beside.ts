import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Model } from "../model/model.js";
import { Claims } from "./claims.js";
import type { EmittedFile, EmitOptions } from "./emitter.js";
import type { SharedFiles } from "./shares.js";

/** What the thread is given to do. */
export interface BesideTask {
  readonly model: Model;
  readonly options: EmitOptions;
  /** Memory of the `Claims`. */
  readonly claims: SharedArrayBuffer;
}

/** What the thread made. */
export interface BesideFiles {
  readonly typed: readonly EmittedFile[];
  readonly shared: SharedFiles;
}

/** Characters of a document from which on a thread of its own is sooner done than it takes to start. */
const worthwhile = 400_000;

/** Less than the stack of the main thread: what does not fit here is done in place, and refused where it fits there neither. */
const stackSizeMb = 0.9;

/**
 * Makes the typed files, and whatever else there is time for, on a thread beside this one. It is started when enough has
 * been read to make it worthwhile, loads what it needs while the document is judged, and works while the other files are
 * made. What comes out is the same.
 */
export class Beside {
  readonly claims = new Claims();
  readonly #entry: URL;
  readonly #processors: number;
  #read = 0;
  #worker: Worker | null = null;
  #files: Promise<BesideFiles | null> = Promise.resolve(null);

  /** @param entry the module that the thread runs */
  constructor(
    entry: URL = new URL("./beside-thread.js", import.meta.url),
    processors: number = availableParallelism(),
  ) {
    this.#entry = entry;
    this.#processors = processors;
  }

  /** So many characters more have been read. */
  expect(characters: number): void {
    this.#read += characters;
    if (this.#worker === null && this.#read >= worthwhile && this.#processors > 1) this.#start();
  }

  /** Hands over the model; nothing happens where no thread was worthwhile. */
  begin(model: Model, options: EmitOptions): void {
    const task: BesideTask = { model, options, claims: this.claims.memory };
    this.#worker?.postMessage(task);
  }

  /** What the thread made, or null where there is none, or where it failed: what is wrong shows again where it is done in place. */
  files(): Promise<BesideFiles | null> {
    return this.#files;
  }

  /** Nothing is wanted of it any more. */
  stop(): void {
    void this.#worker?.terminate();
  }

  #start(): void {
    const worker = new Worker(this.#entry, { resourceLimits: { stackSizeMb } });
    this.#worker = worker;
    this.#files = new Promise((resolve) => {
      worker.once("message", resolve);
      worker.once("error", () => {
        resolve(null);
      });
      worker.once("exit", () => {
        resolve(null);
      });
    });
  }
}
