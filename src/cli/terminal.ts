import type { Paper } from "./findings.js";
import type { Host, TextStream } from "./host.js";

export interface TerminalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** False where the user said `--no-color`. */
  readonly color: boolean;
}

/** Work that takes longer than this many milliseconds shows what it is busy with. */
const patience = 500;

/** Of a terminal that does not say how wide it is, and of a pipe. */
const usualColumns = 80;

/** stdout carries the result, stderr everything else. */
export class Terminal {
  /** Whether stderr takes colours (a terminal, and nobody said no: https://no-color.org), and how wide it is. */
  readonly paper: Paper;
  /** The same for stdout, which may be piped elsewhere. */
  readonly resultPaper: Paper;
  readonly json: boolean;
  readonly #host: Host;
  readonly #quiet: boolean;
  #progressShown = false;
  #busySince: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(host: Host, options: TerminalOptions) {
    const mayColor = options.color && (host.env["NO_COLOR"] ?? "") === "" && host.env["TERM"] !== "dumb";
    const paperOf = ({ isTTY, columns }: TextStream): Paper => ({
      color: mayColor && isTTY === true,
      columns: columns ?? usualColumns,
    });
    this.paper = paperOf(host.stderr);
    this.resultPaper = paperOf(host.stdout);
    this.json = options.json;
    this.#host = host;
    this.#quiet = options.quiet;
  }

  /** What the command was asked for; with `--json` nothing but `answer` may write here. */
  result(text: string): void {
    if (!this.json) this.#host.stdout.write(text);
  }

  /** The one machine-readable result of `--json`. */
  answer(value: unknown): void {
    if (this.json) this.#host.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** Good to know; not with `--quiet` or `--json`. */
  note(text: string): void {
    if (!this.#quiet && !this.json) this.#toStderr(text);
  }

  /** Must be seen by a person; `--json` carries it in its answer. */
  problem(text: string): void {
    if (!this.json) this.#toStderr(text);
  }

  /** Shows what the program is busy with, once it takes long; only on a terminal. */
  busy(what: string): void {
    if (this.#quiet || this.json || this.#host.stderr.isTTY !== true) return;
    this.#busySince ??= Date.now();
    clearTimeout(this.#timer);
    const wait = this.#busySince + patience - Date.now();
    if (wait <= 0) this.#showProgress(what);
    // Work that never yields keeps the timer from firing; then the next stage shows itself.
    else
      this.#timer = setTimeout(() => {
        this.#showProgress(what);
      }, wait).unref();
  }

  /** Takes the progress line away. */
  idle(): void {
    clearTimeout(this.#timer);
    this.#busySince = null;
    this.#clearProgress();
  }

  #toStderr(text: string): void {
    this.#clearProgress();
    this.#host.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  #showProgress(what: string): void {
    this.#host.stderr.write(`\r\x1b[2K${what} …`);
    this.#progressShown = true;
  }

  #clearProgress(): void {
    if (this.#progressShown) this.#host.stderr.write("\r\x1b[2K");
    this.#progressShown = false;
  }
}
