/** A place to write text to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** What the command line needs of the world around it. */
export interface Host {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
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
