import type { Exchange } from "../exchange.js";
import type { Alert, RaisedByRequest } from "./alert.js";
import type { DetectionStore } from "./store.js";

/** An alarm, and what it is about: the same is not raised again for a while. */
export interface Suspicion {
  readonly about: string;
  readonly alert: Alert;
}

/** Looks at an answer; null where it means nothing to this detector, else the work of judging it. */
export type Detector = (
  exchange: Exchange,
  status: number,
) => ((store: DetectionStore) => Promise<Suspicion | null>) | null;

/** What every alarm says of the request that raised it. */
export function raisedBy(exchange: Exchange): Omit<RaisedByRequest, "severity"> {
  const { receivedAt: at, id: requestId, traceparent, plan } = exchange;
  return { at, requestId, traceparent, operation: plan?.route.policy.id ?? null };
}
