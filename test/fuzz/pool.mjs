import { setInterval, clearInterval } from "node:timers";
import { Worker } from "node:worker_threads";

/** Milliseconds: to make a mutant, until ringfence has answered, and for the compiler to check what was generated. */
const limits = { makes: 60_000, begins: 10_000, compiles: 120_000 };

/** A worker is exchanged after this many documents, so that what modules remember does not pile up. */
const lifetime = 4000;

/** Workers, each busy with one document at a time, and a clock that ends those that hang. */
export class Pool {
  #options;
  #index = 0;

  constructor(options) {
    this.#options = options;
  }

  /** Ends when there are no seeds left. */
  async run() {
    await Promise.all(Array.from({ length: this.#options.workers }, () => this.#lane()));
  }

  /** One worker after the other: each ends by itself, or is ended. */
  async #lane() {
    while (await this.#live());
  }

  /** @returns {Promise<boolean>} whether another worker is needed */
  #live() {
    const { bases, shares, next, done } = this.#options;
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
      workerData: { bases, shares },
      resourceLimits: { maxOldGenerationSizeMb: 1500 },
    });
    let current = null;
    let deadline = Infinity;
    let handled = 0;
    const advance = () => {
      current = handled >= lifetime ? null : next(this.#index);
      if (current !== null) this.#index += 1;
      deadline = current === null ? Infinity : performance.now() + limits.makes;
      worker.postMessage(current);
    };
    return new Promise((resolve) => {
      const finish = (reason) => {
        clearInterval(clock);
        if (current !== null) done({ kind: reason === "slow" ? "slow" : "failed", seed: current, reason });
        resolve(current !== null || handled >= lifetime);
      };
      const clock = setInterval(() => {
        if (performance.now() < deadline) return;
        deadline = Infinity;
        worker.terminate().then(() => {
          finish("slow");
        }, finish);
      }, 500);
      worker.on("message", (message) => {
        if (message.kind in limits) {
          deadline = performance.now() + limits[message.kind];
          return;
        }
        if (message.kind !== "ready") {
          handled += 1;
          done(message);
        }
        advance();
      });
      worker.on("error", (error) => {
        deadline = Infinity;
        finish(`ends the process: ${error.message}`);
      });
      worker.on("exit", () => {
        if (current === null) finish("");
      });
    });
  }
}
