import { createMemoryDetection } from "./memory.js";
import type { DetectionStore } from "./store.js";

/** A store outside of the process, which may be away. */
export interface SharedDetection extends DetectionStore {
  /** Resolves where the store answers. */
  probe(): Promise<void>;
}

export interface DetectionInsurance {
  /** Milliseconds between two questions whether the store is back. */
  readonly probeEvery: number;
  readonly clock: () => number;
  readonly onLost: (error: unknown) => void;
  /** The store answers again, after so many milliseconds. */
  readonly onBack: (away: number) => void;
}

/**
 * Remembers in a shared store, and inside this process while that is away: each process then sees its own share of what
 * happens, and asks the shared store again in the background.
 */
export function insuredDetection(
  shared: SharedDetection,
  { probeEvery, clock, onLost, onBack }: DetectionInsurance,
): DetectionStore {
  let local: DetectionStore | null = null;
  let probing: NodeJS.Timeout | undefined;
  const probeLater = (lostAt: number): void => {
    probing = setTimeout(() => {
      shared.probe().then(
        () => {
          local = null;
          onBack(performance.now() - lostAt);
        },
        () => probeLater(lostAt),
      );
    }, probeEvery);
    probing.unref();
  };
  const lose = (error: unknown): DetectionStore => {
    if (local !== null) return local;
    local = createMemoryDetection(clock());
    onLost(error);
    probeLater(performance.now());
    return local;
  };
  const ask = async <Answer>(question: (store: DetectionStore) => Promise<Answer>): Promise<Answer> => {
    if (local !== null) return question(local);
    return question(shared).catch((error: unknown) => question(lose(error)));
  };
  return {
    note: (note, now) => ask((store) => store.note(note, now)),
    use: (key, memory, now) => ask((store) => store.use(key, memory, now)),
    claim: (key, quiet, now) => ask((store) => store.claim(key, quiet, now)),
    close: async () => {
      clearTimeout(probing);
      await shared.close();
    },
  };
}
