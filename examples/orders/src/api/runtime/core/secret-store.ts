import { setTimeout as sleep } from "node:timers/promises";
import { requireSecret, type SecretProvider } from "./secrets.js";

/** What is told about secrets, by name: never a value. */
export interface SecretEvents {
  readonly loaded: (name: string) => void;
  /** A new value could not be read or used: the one before stays in force. */
  readonly rejected: (name: string, error: unknown) => void;
}

export interface SecretStore {
  /**
   * Makes something of secrets, and again whenever one of them changes. Answers how to get the latest.
   * @throws what `make` throws, and FenceConfigurationError for a secret that is missing, the first time
   */
  readonly use: <Made>(
    names: readonly string[],
    make: (texts: readonly string[]) => Promise<Made>,
  ) => Promise<() => Made>;
  readonly close: () => void;
}

/** A file that is being written is read again after so many milliseconds, and counts when it stays the same. */
const settling = 100;

/**
 * Loads secrets and, where the provider allows that, looks for new values while the server runs, so that a rotation
 * needs no restart. A new value that is broken changes nothing and is told once: a typo must not lock everybody out.
 */
export function createSecretStore(secrets: SecretProvider, events: SecretEvents): SecretStore {
  const refreshes: (() => Promise<void>)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const poll = (every: number): void => {
    timer = setTimeout(() => {
      void (async () => {
        for (const refresh of refreshes) await refresh();
        if (!closed) poll(every);
      })();
    }, every);
    timer.unref();
  };

  return {
    use: async (names, make) => {
      const load = (): Promise<readonly string[]> =>
        Promise.all(names.map((name) => requireSecret(secrets, name)));
      let texts = await load();
      let made = await make(texts);
      names.forEach(events.loaded);
      const judge = createJudge(names, events);
      refreshes.push(() =>
        judge(async () => {
          const found = await load();
          const changed = names.filter((_, index) => found[index] !== texts[index]);
          if (changed.length === 0) return;
          await sleep(settling, undefined, { ref: false });
          const settled = await load();
          if (settled.some((text, index) => text !== found[index])) return;
          made = await make(settled);
          texts = settled;
          changed.forEach(events.loaded);
        }),
      );
      if (refreshes.length === 1 && secrets.pollEvery !== undefined) poll(secrets.pollEvery);
      return () => made;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Tells a failure once, and again only when something went well, or otherwise wrong, in between. */
function createJudge(
  names: readonly string[],
  events: SecretEvents,
): (work: () => Promise<void>) => Promise<void> {
  let told = "";
  return async (work) => {
    try {
      await work();
      told = "";
    } catch (error) {
      const fault = String(error);
      if (fault !== told) events.rejected(names.join(", "), error);
      told = fault;
    }
  };
}
