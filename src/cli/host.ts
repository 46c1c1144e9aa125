import { setImmediate as turn } from "node:timers/promises";
import { askOnTerminal } from "./questions.js";

/** A place to write text to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of a terminal. */
  readonly columns?: number;
}

/** What the command line needs of the world around it. */
export interface Host {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Asks whoever sits at the terminal; null where the answer is to stop. Absent where nobody sits there. */
  readonly ask?: (question: string) => Promise<string | null>;
  /** Calls back once when the user asks to stop; answers how to stop listening. */
  onInterrupt(callback: () => void): () => void;
}

/** The process itself. */
export function processHost(): Host {
  // A reader that goes away (`ringfence schema | head`) is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: askOnTerminal } : {}),
    onInterrupt(callback) {
      process.once("SIGINT", callback);
      process.once("SIGTERM", callback);
      return () => {
        process.off("SIGINT", callback);
        process.off("SIGTERM", callback);
      };
    },
  };
}

const interrupts = ["SIGINT", "SIGTERM"] as const;

/**
 * Keeps a wish to stop from ending the process until the answer is called; it is obeyed then. For work that must not be
 * left half done, does not wait and does not take long.
 */
export function holdInterrupts(): () => Promise<void> {
  // Whoever listens already, as watching does, decides what becomes of the signal.
  const held = interrupts.filter((signal) => process.listenerCount(signal) === 0);
  const noted: NodeJS.Signals[] = [];
  const note = (signal: NodeJS.Signals): void => void noted.push(signal);
  for (const signal of held) process.on(signal, note);
  return async () => {
    // A signal that came while nothing else could run is told in the next turn.
    await turn();
    for (const signal of held) process.off(signal, note);
    if (noted[0] !== undefined) process.kill(process.pid, noted[0]);
  };
}
