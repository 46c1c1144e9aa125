import { createDetection } from "../detection/detect.js";
import type { Alert } from "../detection/alert.js";
import { insuredDetection } from "../detection/insured.js";
import { createMemoryDetection } from "../detection/memory.js";
import type { DetectionStore } from "../detection/store.js";
import type { AuditLog } from "../logger.js";
import type { ServerPolicy } from "../policy.js";
import { watchCertificate, type CertificateSource } from "./certificate.js";
import { createMetrics, type Metrics } from "./metrics.js";
import type { Observer } from "./observe.js";
import type { InsightOptions } from "./options.js";

/** What a fence tells of itself: metrics, alarms, and the certificate's end. */
export interface Insight {
  readonly metrics: Metrics;
  readonly observers: readonly Observer[];
  readonly watchCertificate: (source: CertificateSource) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function createInsight(
  policy: ServerPolicy,
  options: InsightOptions,
  { log, clock }: { readonly log: AuditLog; readonly clock: () => number },
): Insight {
  const metrics = options.metrics ?? createMetrics();
  metrics.declare(policy);
  const raise = alarm(log, metrics, options.onAlert);
  const store = detectionStore(options, { log, clock, metrics });
  const detection = createDetection({ policy: policy.detection, store, raise, onError: log.unobserved });
  const certificate = watchCertificate({
    policy: policy.transport.certificate,
    clock,
    onRead: metrics.certificate,
    onUnreadable: log.certificateUnreadable,
    raise,
  });
  if (options.certificate !== undefined) void certificate.watch(options.certificate);
  return {
    metrics,
    observers: [metrics.finished, detection.observer],
    // What the options name is what callers see, where a proxy stands in front.
    watchCertificate: async (source) => {
      if (options.certificate === undefined) await certificate.watch(source);
    },
    close: async () => {
      certificate.stop();
      await detection.settled();
      await store.close();
    },
  };
}

/** Logs, counts and passes on. The user's function runs after all that, and its failure is its own. */
function alarm(log: AuditLog, metrics: Metrics, onAlert: InsightOptions["onAlert"]): (alert: Alert) => void {
  return (alert) => {
    log.alert(alert);
    metrics.alerted(alert);
    if (onAlert === undefined) return;
    Promise.resolve(alert).then(onAlert).catch(log.unobserved);
  };
}

function detectionStore(
  { detection }: InsightOptions,
  {
    log,
    clock,
    metrics,
  }: { readonly log: AuditLog; readonly clock: () => number; readonly metrics: Metrics },
): DetectionStore {
  if (detection === undefined) return createMemoryDetection(clock());
  metrics.shared("detection", true);
  return insuredDetection(detection, {
    probeEvery: 500,
    clock,
    onLost: (error) => {
      log.storeLost("detection", error);
      metrics.shared("detection", false);
    },
    onBack: (away) => {
      log.storeBack("detection", away);
      metrics.shared("detection", true);
    },
  });
}
