import { pino, stdTimeFunctions, type Logger } from "pino";
import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";

/** Writes the security log. Every method takes facts and picks the fields itself: nothing is logged by accident. */
export interface AuditLog {
  /** One line for each request. */
  readonly request: (exchange: Exchange, status: number, ending: Ending | undefined) => void;
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
  /** The shared store of limits does not answer: each process counts for itself until it is back. */
  readonly limitsLost: (error: unknown) => void;
  /** The shared store of limits answers again, after so many milliseconds. */
  readonly limitsBack: (away: number) => void;
  /** A module of an operation cannot be loaded: it answers 500. */
  readonly unloadable: (operation: string, error: unknown) => void;
}

/** Structured lines on standard output, with the time as RFC 3339 text. */
export function createLogger(): Logger {
  return pino({
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
