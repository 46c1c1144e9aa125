/** Lets so much work of one kind run at once, some wait, and sends the rest away. */
export interface Gate {
  /** What the work comes to, or null where there is no room to wait. Rejects as the work does. */
  readonly pass: <Result>(work: () => Promise<Result>) => Promise<{ readonly result: Result } | null>;
}

/** @param running pieces of work at once. @param waiting pieces that may wait for their turn */
export function createGate(running: number, waiting: number): Gate {
  let active = 0;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) active -= 1;
    else next();
  };
  return {
    pass: async (work) => {
      if (active >= running && queue.length >= waiting) return null;
      if (active < running) active += 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return { result: await work() };
      } finally {
        leave();
      }
    },
  };
}
