import type { AuthenticationOutcome, Exchange } from "../exchange.js";
import type { SecurityEvent } from "../ending.js";
import type { ServerPolicy } from "../policy.js";
import { detectors, severities, type Alert } from "../detection/alert.js";
import { createCounter, createGauge, createHistogram } from "./families.js";

/** Counts what happens, for Prometheus. Several fences of one process may share one. */
export interface Metrics {
  /** Everything so far, in the text format 0.0.4 (`text/plain; version=0.0.4`). No label names a person, an address or a credential. */
  readonly text: () => string;
  /** Makes every series exist whose labels are known beforehand. */
  readonly declare: (policy: ServerPolicy) => void;
  readonly finished: (exchange: Exchange, status: number) => void;
  readonly alerted: (alert: Alert) => void;
  /** Whether a store that processes share answers. */
  readonly shared: (store: "limits" | "detection", up: boolean) => void;
  /** When the served certificate ends, in milliseconds since the epoch. */
  readonly certificate: (notAfter: number) => void;
}

/** Seconds. */
const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

/** The name of what no operation serves; no operation of a document can have it. */
const unmatched = "-";

export function createMetrics(): Metrics {
  const families = createFamilies();
  const { requests, duration, refusals, limited, authentications, alerts, stores, certificate } = families;
  return {
    text: () =>
      Object.values(families)
        .map((family) => family.text())
        .join(""),
    declare: (policy) => {
      for (const event of events) refusals.add([event], 0);
      for (const outcome of outcomes) authentications.add([outcome], 0);
      for (const name of Object.keys(policy.rateLimits)) limited.add([name], 0);
      for (const detector of detectors)
        for (const severity of severities) alerts.add([detector, severity], 0);
    },
    finished: (exchange, status) => {
      const operation = exchange.plan?.route.policy.id ?? unmatched;
      requests.add([operation, `${String(Math.trunc(status / 100))}xx`]);
      duration.observe([operation], (exchange.services.clock() - exchange.receivedAt) / 1000);
      const { ending, authentication } = exchange;
      if (authentication !== "none") authentications.add([authentication]);
      if (ending?.kind === "refusal") refusals.add([ending.event ?? `status_${String(ending.status)}`]);
      for (const { policy, decision } of exchange.taken) if (!decision.allowed) limited.add([policy.name]);
    },
    alerted: ({ kind, severity }) => alerts.add([kind, severity]),
    shared: (store, up) => stores.set([store], up ? 1 : 0),
    certificate: (notAfter) => certificate.set([], notAfter / 1000),
  };
}

function createFamilies() {
  return {
    requests: createCounter({
      name: "ringfence_requests_total",
      help: "Requests answered, by operation and class of the status.",
      labels: ["operation", "status"],
    }),
    duration: createHistogram(
      {
        name: "ringfence_request_duration_seconds",
        help: "Time from the arrival of a request to its answer.",
        labels: ["operation"],
      },
      durations,
    ),
    refusals: createCounter({
      name: "ringfence_refusals_total",
      help: "Requests that a fence or a handler refused, by kind of reason.",
      labels: ["reason"],
    }),
    limited: createCounter({
      name: "ringfence_rate_limited_total",
      help: "Requests refused by a rate limit, by its name.",
      labels: ["policy"],
    }),
    authentications: createCounter({
      name: "ringfence_authentications_total",
      help: "Outcomes of checking credentials.",
      labels: ["outcome"],
    }),
    alerts: createCounter({
      name: "ringfence_alerts_total",
      help: "Alarms raised by detection.",
      labels: ["detector", "severity"],
    }),
    stores: createGauge({
      name: "ringfence_shared_store_up",
      help: "Whether a store shared between processes answers.",
      labels: ["store"],
    }),
    certificate: createGauge({
      name: "ringfence_certificate_not_after_timestamp_seconds",
      help: "End of the served certificate, in seconds since the epoch.",
      labels: [],
    }),
  };
}

const outcomes: readonly AuthenticationOutcome[] = [
  "success",
  "missing",
  "wrong",
  "expired",
  "unavailable",
  "limited",
];

const events: readonly SecurityEvent[] = [
  "authn_login_fail",
  "authz_fail",
  "excess_rate_limit_exceeded",
  "input_validation_fail",
  "malicious_cors",
  "malicious_direct_reference",
  "sys_crash",
];
