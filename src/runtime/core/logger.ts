import { pino, stdTimeFunctions } from "pino";
import type { Alert } from "./detection/alert.js";
import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import type { Grant } from "./route.js";

/** Writes the security log. Every method takes facts and picks the fields itself: nothing is logged by accident. */
export interface AuditLog {
  /** One line for each request. */
  readonly request: (exchange: Exchange, status: number, ending: Ending | undefined) => void;
  /** A handler gave somebody rights. */
  readonly granted: (exchange: Exchange, grant: Grant) => void;
  /** A row was reached through an alternative that lifts the owner filter. */
  readonly lifted: (exchange: Exchange, resource: string, action: string) => void;
  readonly secretLoaded: (name: string) => void;
  /** A new value of a secret is of no use: the one before stays in force. */
  readonly secretRejected: (name: string, error: unknown) => void;
  /** The keys of a scheme cannot be fetched: those that are known are used for as long as the policy says. */
  readonly keysLost: (scheme: string, error: unknown) => void;
  readonly keysBack: (scheme: string) => void;
  /** The application's own function failed at being told that a credential was used. */
  readonly hookFailed: (error: unknown) => void;
  /** A store that processes share does not answer: each process is on its own until it is back. */
  readonly storeLost: (store: "limits" | "detection", error: unknown) => void;
  /** It answers again, after so many milliseconds. */
  readonly storeBack: (store: "limits" | "detection", away: number) => void;
  /** Detection raised an alarm. */
  readonly alert: (alert: Alert) => void;
  /** Metrics, detection or the user's `onAlert` failed; no answer suffers. */
  readonly unobserved: (error: unknown) => void;
  /** The certificate whose end is watched cannot be read. */
  readonly certificateUnreadable: (error: unknown) => void;
  /** So many connections were refused since the last line about them: there were too many. */
  readonly connectionsRefused: (connections: number) => void;
  /** A module of an operation cannot be loaded: it answers 500. */
  readonly unloadable: (operation: string, error: unknown) => void;
}

/** What is needed of a logger of Pino's, whose own type infers what each line must hold from every line's text. */
export interface LineWriter {
  readonly info: (line: object) => void;
  readonly warn: (line: object) => void;
  readonly error: (line: object) => void;
}

const makeLogger = pino as never as (options: object) => LineWriter;

/** Structured lines on standard output, with the time as RFC 3339 text. */
export function createLogger(): LineWriter {
  return makeLogger({
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  });
}
