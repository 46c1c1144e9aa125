import { fork } from "node:child_process";
import { setTimeout, clearTimeout } from "node:timers";
import { fileURLToPath } from "node:url";

/**
 * Milliseconds until a worker that does not answer is ended. Slow ones say themselves how long they worked, so that this
 * is for those that would never answer, compiling what was generated included.
 */
const patience = 180_000;

/** A worker is exchanged after this many documents, so that what modules remember does not pile up. */
const lifetime = 2000;

/** Processes, each busy with one document at a time, and a clock that ends those that hang. */
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
    const worker = fork(fileURLToPath(new URL("./worker.mjs", import.meta.url)), {
      execArgv: ["--max-old-space-size=1500"],
      serialization: "advanced",
    });
    let current = null;
    let clock;
    let handled = 0;
    let hangs = false;
    const advance = () => {
      clearTimeout(clock);
      current = handled >= lifetime ? null : next(this.#index);
      if (current === null) {
        worker.send(null);
        return;
      }
      this.#index += 1;
      clock = setTimeout(() => {
        hangs = true;
        worker.kill("SIGKILL");
      }, patience);
      worker.send({ seed: current });
    };
    worker.send({ bases, shares });
    return new Promise((resolve) => {
      worker.on("message", (message) => {
        if (message.kind !== "ready") {
          handled += 1;
          done(message);
        }
        advance();
      });
      worker.on("exit", (code, signal) => {
        clearTimeout(clock);
        const reason = hangs ? "hangs" : `ends the process: ${String(code ?? signal)}`;
        if (current !== null) done({ kind: "failed", seed: current, reason });
        resolve(current !== null || handled >= lifetime);
      });
    });
  }
}
