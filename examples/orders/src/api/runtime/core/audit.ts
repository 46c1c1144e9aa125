import { SourceError } from "./authentication/source-error.js";
import { DataPolicyError } from "./data-errors.js";
import type { Alert } from "./detection/alert.js";
import type { Departure } from "./departure.js";
import type { Ending, SecurityEvent } from "./ending.js";
import type { Exchange } from "./exchange.js";
import { identityText } from "./limits/keys.js";
import type { AuditLog, LineWriter } from "./logger.js";
import { singleHeader } from "./message.js";
import { readPointer } from "./request-pointer.js";
import { FenceConfigurationError } from "./secrets.js";
import { SelectionError } from "./select.js";

/** The fields that a line may have. No tokens, bodies, query values or personal data: what is not named here is not logged. */
interface AuditRecord {
  readonly event: string;
  readonly requestId: string;
  readonly traceparent: string;
  readonly operation: string | null;
  readonly method: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly authentication: string;
  readonly subject: string | null;
  readonly tenant: string | null;
  readonly credential: string | null;
  readonly address: string;
  readonly userAgent: string | null;
  /** Keyed hash of the identity that was tried; equal for equal identities while this process lives. */
  readonly attempted?: string;
  readonly privileged?: true;
  /** Privileged scopes that the operation asked for; names of the document's own. */
  readonly scopes?: readonly string[];
  readonly reason?: string;
  readonly resource?: string;
  readonly action?: string;
  readonly error?: ErrorRecord;
}

interface ErrorRecord {
  readonly name: string;
  readonly message?: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack: readonly string[];
}

/** A security log on top of a pino logger. */
export function createAuditLog(logger: LineWriter): AuditLog {
  return {
    request: (exchange, status, ending) => {
      const record = requestRecord(exchange, status, ending);
      if (status >= 500) logger.error(record);
      else if (ending?.kind === "refusal") logger.warn(record);
      else logger.info(record);
    },
    granted: (exchange, { subject, scopes = [], roles = [] }) => {
      const granted = { to: printable(subject, 128), scopes: named(scopes), roles: named(roles) };
      logger.warn({ ...common(exchange, "authn_token_created"), granted });
    },
    lifted: (exchange, resource, action) => {
      logger.warn({
        ...common(exchange, "authz_admin"),
        resource,
        action,
        reason: "the owner filter was lifted",
      });
    },
    secretLoaded: (name) => {
      logger.info({ event: "secret_loaded", secret: name });
    },
    secretRejected: (name, error) => {
      logger.error({ event: "secret_rejected", secret: name, error: errorRecord(error) });
    },
    keysLost: (scheme, error) => {
      logger.error({ event: "keys_lost", scheme, error: errorRecord(error) });
    },
    keysBack: (scheme) => {
      logger.warn({ event: "keys_back", scheme });
    },
    hookFailed: (error) => {
      logger.error({ event: "sys_crash", reason: "a hook failed", error: errorRecord(error) });
    },
    storeLost: (store, error) => {
      logger.error({ event: `${store}_store_lost`, error: errorRecord(error) });
    },
    storeBack: (store, away) => {
      logger.warn({ event: `${store}_store_back`, durationMs: Math.round(away) });
    },
    alert: (alert) => {
      if (alert.severity === "page") logger.error(alertRecord(alert));
      else logger.warn(alertRecord(alert));
    },
    unobserved: (error) => {
      logger.error({ event: "observer_failed", error: errorRecord(error) });
    },
    certificateUnreadable: (error) => {
      logger.error({ event: "certificate_unreadable", error: errorRecord(error) });
    },
    connectionsRefused: (connections) => {
      logger.warn({ event: "connections_refused", connections });
    },
    unloadable: (operation, error) => {
      logger.error({
        event: "sys_crash",
        operation,
        reason: "a module of the operation cannot be loaded",
        error: errorRecord(error),
      });
    },
  };
}

/** The alarm, field by field: what the log may hold of one. */
function alertRecord(alert: Alert): object {
  const { kind: detector, severity } = alert;
  const common = { event: "security_alert", detector, severity };
  if (alert.kind === "certificate-expiry") {
    return { ...common, days: alert.days, notAfter: new Date(alert.notAfter).toISOString() };
  }
  const { requestId, traceparent, operation } = alert;
  const request = { ...common, requestId, traceparent, operation };
  switch (alert.kind) {
    case "auth-failures":
      return { ...request, source: alert.source, failures: alert.failures, identities: alert.identities };
    case "credential-spread":
    case "first-privileged-use": {
      const by = { credential: alert.credential, subject: printable(alert.subject, 128) };
      return { ...request, ...by, ...("networks" in alert ? { networks: alert.networks } : {}) };
    }
  }
}

/** Writes the request's line, once everything about the answer is settled. */
export const audit: Departure = (exchange, draft) => {
  exchange.services.log.request(exchange, draft.status, exchange.ending ?? undefined);
  return draft;
};

function requestRecord(exchange: Exchange, status: number, ending: Ending | undefined): AuditRecord {
  const { plan, receivedAt, services } = exchange;
  const identity = plan?.route.policy.authenticates?.identity;
  const attempted =
    exchange.attempted ?? (identity === undefined ? undefined : readPointer(exchange, identity));
  const refusal = ending?.kind === "refusal" ? ending : undefined;
  return {
    ...common(exchange, eventOf(exchange, status, refusal?.event ?? null)),
    status,
    durationMs: services.clock() - receivedAt,
    ...(attempted === undefined ? {} : { attempted: services.pseudonym(identityText(attempted)) }),
    ...(plan?.route.policy.audit.privileged === true ? { privileged: true } : {}),
    ...(exchange.privilegedScopes.length === 0 ? {} : { scopes: exchange.privilegedScopes }),
    ...(refusal === undefined ? {} : { reason: refusal.reason }),
    ...(refusal?.cause === undefined ? {} : { error: errorRecord(refusal.cause) }),
  };
}

/** The operation's own event where it succeeded, else what went wrong, else what kind of operation it was. */
function eventOf(exchange: Exchange, status: number, event: SecurityEvent | null): string {
  if (event !== null) return event;
  const policy = exchange.plan?.route.policy;
  if (policy === undefined || status >= 400) return "request";
  if (policy.audit.event !== null) return policy.audit.event;
  if (policy.authenticates !== null) return "authn_login_success";
  return policy.audit.privileged || exchange.privilegedScopes.length > 0 ? "authz_admin" : "request";
}

function common(exchange: Exchange, event: string): AuditRecord {
  const { principal, client, headers, id, traceparent, plan, incoming, authentication } = exchange;
  return {
    event,
    requestId: id,
    traceparent,
    operation: plan?.route.policy.id ?? null,
    method: printable(incoming.method, 16),
    authentication,
    subject: principal === null ? null : printable(principal.subject, 128),
    tenant: typeof principal?.tenant === "string" ? printable(principal.tenant, 128) : null,
    credential: principal?.credential ?? null,
    address: client.address,
    userAgent: userAgent(singleHeader(headers, "user-agent")),
  };
}

/** Names of scopes or roles, as many as a person reads. */
function named(names: readonly string[]): readonly string[] {
  return names.slice(0, 100).map((name) => printable(name, 128));
}

function userAgent(text: string | undefined): string | null {
  return text === undefined ? null : printable(text, 256);
}

/** Caps the length and drops control characters, so that a caller cannot forge lines or drive a terminal. */
function printable(text: string, length: number): string {
  return text.slice(0, length).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "");
}

const ownErrors = [DataPolicyError, SelectionError, FenceConfigurationError, SourceError] as const;

/**
 * Which error, and where it was thrown. Messages are repeated only of errors whose words are ours: those of databases,
 * parsers and handlers quote values (`"hunter2" is not valid JSON`), and so do their further members.
 */
function errorRecord(cause: unknown): ErrorRecord {
  if (!(cause instanceof Error)) return { name: typeof cause, stack: [] };
  const ours = ownErrors.some((own) => cause instanceof own);
  const code = "code" in cause && typeof cause.code === "string" ? { code: cause.code } : {};
  const constraint =
    "constraint" in cause && typeof cause.constraint === "string" ? { constraint: cause.constraint } : {};
  const frames = (cause.stack ?? "").replace(cause.message, "").split("\n");
  const stack = frames.filter((line) => line.startsWith("    at "));
  return {
    name: cause.name,
    ...(ours ? { message: cause.message.slice(0, 1000) } : {}),
    ...code,
    ...constraint,
    stack: stack.slice(0, 20).map((line) => line.trim()),
  };
}
