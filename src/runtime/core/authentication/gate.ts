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

/** A gate through which nobody alone takes every place. */
export interface SharedGate {
  /** What the work comes to, or null where there is no room, for this key or at all. Rejects as the work does. */
  readonly pass: <Result>(
    key: string,
    work: () => Promise<Result>,
  ) => Promise<{ readonly result: Result } | null>;
}

/** @param running pieces of work at once. @param each those of them that one key may have; none waits */
export function createSharedGate(running: number, each: number): SharedGate {
  const gate = createGate(running, 0);
  const active = new Map<string, number>();
  return {
    pass: async (key, work) => {
      const own = active.get(key) ?? 0;
      if (own >= each) return null;
      active.set(key, own + 1);
      try {
        return await gate.pass(work);
      } finally {
        const left = (active.get(key) ?? 1) - 1;
        if (left === 0) active.delete(key);
        else active.set(key, left);
      }
    },
  };
}
