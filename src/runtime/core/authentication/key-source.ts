import { setTimeout as sleep } from "node:timers/promises";
import { keysFor, type KeyLookup, type KeyRing } from "./key-ring.js";
import type { FetchKeys } from "./remote-keys.js";

export interface KeySourceOptions {
  readonly clock: () => number;
  /** How long keys are used after the last time that the source answered. Milliseconds. */
  readonly stale: number;
  /** The source does not answer any more. */
  readonly onLost: (error: unknown) => void;
  /** The source answers again. */
  readonly onBack: () => void;
}

/** Milliseconds. */
const timing = {
  /** Keys are used so long before they are fetched anew. */
  fresh: 600_000,
  /** Between two fetches for the sake of a key that is not among those known: callers invent ids. */
  cooldown: 30_000,
  /** Between two attempts at a source that does not answer. */
  retry: 5_000,
  /** Requests wait so long for new keys while old ones can be used. */
  patience: 1_000,
} as const;

interface State {
  ring: KeyRing | null;
  loadedAt: number;
  triedAt: number;
  failure: Error | null;
  /** The fetch under way and when requests stop to wait for it. */
  pending: { readonly done: Promise<void>; readonly until: number } | null;
}

/**
 * Keys of a source that may be slow, away or rotate at any time. At most one fetch is under way. Known keys outlive
 * the source for `stale`; after that nobody can be judged, and lookups reject. A token with an unknown key makes for a
 * fetch at most twice a minute.
 */
export function createKeySource(fetchKeys: FetchKeys, options: KeySourceOptions): KeyLookup {
  const { clock, stale } = options;
  const never = Number.NEGATIVE_INFINITY;
  const state: State = { ring: null, loadedAt: never, triedAt: never, failure: null, pending: null };
  const isUsable = (): boolean => state.ring !== null && age(state.loadedAt) <= timing.fresh + stale;
  const age = (since: number): number => clock() - since;

  const refresh = (): Promise<void> => {
    state.pending ??= { done: load(state, fetchKeys, options), until: performance.now() + timing.patience };
    return state.pending.done;
  };
  const renew = async (): Promise<void> => {
    const rest = state.failure === null ? 0 : timing.retry;
    if (state.pending === null && age(state.triedAt) < rest) return;
    const done = refresh();
    const patience = Math.max(0, (state.pending?.until ?? 0) - performance.now());
    await (isUsable() ? Promise.race([done, sleep(patience, undefined, { ref: false })]) : done);
  };

  return async (hint) => {
    if (age(state.loadedAt) > timing.fresh) await renew();
    if (!isUsable()) throw state.failure ?? new Error("no keys yet");
    const found = keysFor(state.ring ?? [], hint);
    if (found.length > 0) return found;
    if (state.pending !== null || age(state.triedAt) >= timing.cooldown) await refresh();
    const latest = keysFor(state.ring ?? [], hint);
    // The source may have the key and does not answer: that is no verdict on the token.
    if (latest.length === 0 && state.failure !== null) throw state.failure;
    return latest;
  };
}

async function load(state: State, fetchKeys: FetchKeys, options: KeySourceOptions): Promise<void> {
  const { clock, onLost, onBack } = options;
  state.triedAt = clock();
  try {
    state.ring = await fetchKeys();
    state.loadedAt = clock();
    if (state.failure !== null) onBack();
    state.failure = null;
  } catch (error) {
    if (state.failure === null) onLost(error);
    state.failure = error instanceof Error ? error : new Error("keys could not be had", { cause: error });
  } finally {
    state.pending = null;
  }
}
