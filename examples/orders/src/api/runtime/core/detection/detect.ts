import type { Observer } from "../insight/observe.js";
import type { DetectionPolicy } from "../policy.js";
import type { Alert } from "./alert.js";
import { authFailures } from "./auth-failures.js";
import { credentialSpread } from "./credential-spread.js";
import type { Suspicion } from "./detector.js";
import { firstPrivilegedUse } from "./first-privileged-use.js";
import type { DetectionStore } from "./store.js";

export interface DetectionParts {
  readonly policy: DetectionPolicy;
  readonly store: DetectionStore;
  readonly raise: (alert: Alert) => void;
  /** The store failed, and so did what stands in for it. */
  readonly onError: (error: unknown) => void;
}

export interface Detection {
  readonly observer: Observer;
  /** Resolves once everything that was observed is judged. */
  readonly settled: () => Promise<void>;
}

/** Beyond so many unanswered questions none is asked: a store that hangs must not collect requests. */
const mostPending = 1000;

/** Watches answers for what a compromise looks like. Answers never wait for it. */
export function createDetection({ policy, store, raise, onError }: DetectionParts): Detection {
  const detectors = [
    authFailures(policy.authFailures),
    credentialSpread(policy.credentialSpread),
    firstPrivilegedUse(policy.firstPrivilegedUse),
  ];
  const pending = new Set<Promise<void>>();
  const judge = async (work: (store: DetectionStore) => Promise<Suspicion | null>): Promise<void> => {
    const found = await work(store);
    if (found === null) return;
    const { about, alert } = found;
    if (await store.claim(`${alert.severity} ${about}`, policy.quiet, alert.at)) raise(alert);
  };
  return {
    observer: (exchange, status) => {
      for (const detector of detectors) {
        const work = detector(exchange, status);
        if (work === null || pending.size >= mostPending) continue;
        const task = judge(work)
          .catch(onError)
          .finally(() => pending.delete(task));
        pending.add(task);
      }
    },
    settled: async () => {
      await Promise.all(pending);
    },
  };
}
