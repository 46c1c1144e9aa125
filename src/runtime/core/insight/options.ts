import type { Alert } from "../detection/alert.js";
import type { SharedDetection } from "../detection/insured.js";
import type { CertificateSource } from "./certificate.js";
import type { OpenTelemetryApi } from "./tracing.js";
import type { Metrics } from "./metrics.js";

/** What a server tells of itself, and whom. */
export interface InsightOptions {
  /** Counts for Prometheus: `createMetrics()`, whose `text()` is served where only your own network asks. */
  readonly metrics?: Metrics;
  /** Where detection remembers what it saw. In this process alone where absent. */
  readonly detection?: SharedDetection;
  /** Called for every alarm, beside the log. What it throws is logged and goes no further. */
  readonly onAlert?: (alert: Alert) => void | Promise<void>;
  /** A span for each request: `import * as openTelemetry from "@opentelemetry/api"`. None where absent. */
  readonly openTelemetry?: OpenTelemetryApi;
  /** The certificate whose end is watched, where a proxy serves it. Default: the one that this server serves itself. */
  readonly certificate?: CertificateSource;
}
