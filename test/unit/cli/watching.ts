import { run } from "./run.js";

export interface Watching {
  /** All that it has told so far. */
  readonly said: () => string;
  /** Interrupts it; answers its exit code. */
  readonly end: () => Promise<number>;
}

/** `ringfence watch` in a folder. */
export function watching(cwd: string): Watching {
  let stderr = "";
  let interrupt: () => void = () => undefined;
  const running = run(cwd, ["watch"], {
    stderr: { write: (text) => (stderr += text) },
    onInterrupt: (callback) => {
      interrupt = callback;
      return () => undefined;
    },
  });
  return {
    said: () => stderr,
    end: async () => {
      interrupt();
      return (await running).code;
    },
  };
}
