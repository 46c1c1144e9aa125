import type { Model } from "../../model/model.js";
import { shortDuration } from "./quantity-text.js";

/** One rule, with what makes it fire and what leaves it silent: the tests are made of the same row. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly severity: "warning" | "critical";
  readonly summary: string;
  readonly description: string;
  /** Labels that the expression leaves, at the moment in which it fires. */
  readonly labels: Readonly<Record<string, string>>;
  /** Series and their values a minute, as promtool writes them. */
  readonly fires: Readonly<Record<string, string>>;
  readonly silent: Readonly<Record<string, string>>;
}

/** Minutes into a test at which it is looked. */
export const judgedAfter = 20;

/** What Prometheus watches. Thresholds are the document's; the rest is what any server of this kind needs to be told of. */
export function alertRules(model: Model): readonly AlertRule[] {
  return [
    ...detected(model),
    guesses(model),
    foreignIds(model),
    ...limited(model),
    ...certificate(model),
    ...health,
  ];
}

const raised = "ringfence_alerts_total";
/** Nothing, and then one more in each of the last minutes of the test. */
const rising = "0x15 1+1x10";
const still = "5x25";

function detected({ detection }: Model): readonly AlertRule[] {
  const { authFailures, credentialSpread, firstPrivilegedUse } = detection;
  const rate = ({ count, window }: { readonly count: number; readonly window: number }): string =>
    `${String(count)} in ${shortDuration(window)}`;
  const detectors = [
    {
      name: "auth-failures",
      alert: "RingfenceAuthFailures",
      summary: "One source failed to authenticate many times.",
      warn: `${rate(authFailures.warn)} from one source.`,
      page: `${rate(authFailures.page)} over ${String(authFailures.identities)} identities, or ${rate(authFailures.oneIdentity)} on one, from one source.`,
    },
    {
      name: "credential-spread",
      alert: "RingfenceCredentialSpread",
      summary: "One credential is used from many networks.",
      warn: `${rate(credentialSpread.warn)}.`,
      page: `${rate(credentialSpread.page)}.`,
    },
    {
      name: "first-privileged-use",
      alert: "RingfenceFirstPrivilegedUse",
      summary: "Somebody used a privileged operation for the first time.",
      warn: `A reading operation, not used by them for ${shortDuration(firstPrivilegedUse.memory)}.`,
      page: `A writing operation, not used by them for ${shortDuration(firstPrivilegedUse.memory)}.`,
    },
  ] as const;
  return detectors.flatMap(({ name, alert, summary, ...levels }) =>
    (["warn", "page"] as const).map((level): AlertRule => {
      const series = `${raised}{detector="${name}",severity="${level}"}`;
      return {
        alert: `${alert}${level === "warn" ? "Warning" : ""}`,
        expr: `sum(increase(${series}[15m])) > 0`,
        severity: level === "warn" ? "warning" : "critical",
        summary,
        description: `${levels[level]} The log has who: event "security_alert", detector "${name}".`,
        labels: {},
        fires: { [series]: rising },
        silent: { [series]: still },
      };
    }),
  );
}

/** A guess at a time from each of many addresses raises no alarm of any one source. */
function guesses({ detection }: Model): AlertRule {
  const { count, window } = detection.authFailures.page;
  const within = shortDuration(window);
  const wrong = 'ringfence_authentications_total{outcome="wrong"}';
  const success = 'ringfence_authentications_total{outcome="success"}';
  const minutes = Math.min(15, Math.max(1, Math.floor(window / 60_000)));
  const each = Math.ceil((2 * count) / minutes);
  return {
    alert: "RingfenceGuessing",
    expr: `sum(increase(${wrong}[${within}])) >= ${String(count)} and sum(increase(${wrong}[${within}])) > sum(increase(ringfence_authentications_total[${within}])) / 2`,
    severity: "warning",
    summary: "More credentials are wrong than right.",
    description: `At least ${String(count)} wrong ones in ${within}, over all sources. One source alone need not stand out.`,
    labels: {},
    fires: { [wrong]: `0+${String(each)}x25`, [success]: "0x25" },
    silent: { [wrong]: `0+${String(each)}x25`, [success]: `0+${String(2 * each)}x25` },
  };
}

/** Ids of others are asked for by mistake now and then, and one after the other by who looks for what is open. */
function foreignIds({ detection }: Model): AlertRule {
  const { count, window } = detection.authFailures.page;
  const series = 'ringfence_refusals_total{reason="malicious_direct_reference"}';
  const minutes = Math.min(15, Math.max(1, Math.floor(window / 60_000)));
  return {
    alert: "RingfenceForeignIds",
    expr: `sum(increase(${series}[${shortDuration(window)}])) >= ${String(count)}`,
    severity: "warning",
    summary: "Callers ask for many objects that are not theirs.",
    description: `At least ${String(count)} in ${shortDuration(window)}: event "malicious_direct_reference" in the log.`,
    labels: {},
    fires: { [series]: `0+${String(Math.ceil((2 * count) / minutes))}x25` },
    silent: { [series]: "3x25" },
  };
}

function limited({ rateLimits }: Model): readonly AlertRule[] {
  return rateLimits
    .filter(({ limit }) => limit > 0)
    .map(({ name, limit, window }): AlertRule => {
      const series = `ringfence_rate_limited_total{policy="${name}"}`;
      const within = shortDuration(Math.max(window, 300_000));
      const refused = Math.max(limit, 10);
      return {
        alert: "RingfenceRateLimited",
        expr: `sum by (policy) (increase(${series}[${within}])) >= ${String(refused)}`,
        severity: "warning",
        summary: "A rate limit refuses as many requests as it grants.",
        description: `At least ${String(refused)} refused in ${within}: event "excess_rate_limit_exceeded" in the log.`,
        labels: { policy: name },
        fires: { [series]: `0x10 0+${String(2 * refused)}x20` },
        silent: { [series]: "7x25" },
      };
    });
}

function certificate({ transport }: Model): readonly AlertRule[] {
  const series = "ringfence_certificate_not_after_timestamp_seconds";
  const levels = [
    { alert: "RingfenceCertificateEndsSoon", severity: "critical", before: transport.certificate.page },
    { alert: "RingfenceCertificateEnds", severity: "warning", before: transport.certificate.warn },
  ] as const;
  return levels.map(({ alert, severity, before }): AlertRule => {
    const seconds = Math.ceil(before / 1000);
    const looked = judgedAfter * 60;
    return {
      alert,
      expr: `min(${series}) - time() < ${String(seconds)}`,
      severity,
      summary: "The certificate ends soon, and was not renewed.",
      description: `In less than ${shortDuration(before)}.`,
      labels: {},
      fires: { [series]: `${String(looked + seconds - 1)}x25` },
      silent: { [series]: `${String(looked + seconds + 1)}x25` },
    };
  });
}

const health: readonly AlertRule[] = [
  {
    alert: "RingfenceSharedStoreAway",
    expr: "min by (store) (ringfence_shared_store_up) == 0",
    for: "1m",
    severity: "warning",
    summary: "A store that the servers share does not answer.",
    description:
      "Each process counts for itself meanwhile, so that limits grant more, and detection sees less.",
    labels: { store: "limits" },
    fires: { 'ringfence_shared_store_up{store="limits"}': "1x10 0x20" },
    silent: { 'ringfence_shared_store_up{store="limits"}': "1x25" },
  },
  {
    alert: "RingfenceErrors",
    expr: 'sum(rate(ringfence_requests_total{status="5xx"}[5m])) > 0.05 * sum(rate(ringfence_requests_total[5m]))',
    for: "5m",
    severity: "warning",
    summary: "More than one request in twenty fails.",
    description: 'For five minutes: event "sys_crash" in the log.',
    labels: {},
    fires: {
      'ringfence_requests_total{operation="a",status="2xx"}': "0+90x25",
      'ringfence_requests_total{operation="a",status="5xx"}': "0+10x25",
    },
    silent: {
      'ringfence_requests_total{operation="a",status="2xx"}': "0+99x25",
      'ringfence_requests_total{operation="a",status="5xx"}': "0+1x25",
    },
  },
  {
    alert: "RingfenceSilent",
    expr: `absent(${raised})`,
    for: "10m",
    severity: "critical",
    summary: "No server tells anything.",
    description: "Prometheus finds no metrics of the API: nobody watches.",
    labels: {},
    fires: {},
    silent: { [`${raised}{detector="auth-failures",severity="page"}`]: "0x25" },
  },
];
