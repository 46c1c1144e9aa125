import type { Header } from "./message.js";

/** Event names of the OWASP Logging Vocabulary, as far as the fence itself can tell. */
export type SecurityEvent =
  | "authn_login_success"
  | "authn_login_fail"
  | "authz_fail"
  | "authz_admin"
  | "excess_rate_limit_exceeded"
  | "input_validation_fail"
  | "malicious_cors"
  | "malicious_direct_reference"
  | "sys_crash";

/** One thing wrong with the input, in words that never repeat a value. */
export interface FieldError {
  readonly in: "path" | "query" | "header" | "cookie" | "body";
  /** JSON Pointer (RFC 6901) into that part of the request. */
  readonly pointer: string;
  readonly message: string;
}

/** The request ends here with problem details (RFC 9457). */
export interface Refusal {
  readonly kind: "refusal";
  readonly status: number;
  /** Shown to the caller. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: readonly Header[];
  /** For the log only: what the caller must not be told. */
  readonly reason: string;
  readonly event: SecurityEvent | null;
  /** What broke, where something broke; for the log only. */
  readonly cause?: unknown;
}

/** The request ends here without a handler and without a fault, as a CORS preflight does. A body needs a content type. */
export interface Reply {
  readonly kind: "reply";
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body?: string;
}

export type Ending = Refusal | Reply;

/** A refusal of malformed or unacceptable input. */
export function invalidInput(
  status: 400 | 413 | 415,
  reason: string,
  shown: { readonly detail?: string; readonly errors?: readonly FieldError[] } = {},
): Refusal {
  return { kind: "refusal", status, reason, event: "input_validation_fail", ...shown };
}

/** The answer to everything unforeseen: a 500 that says nothing, and a log line that says what happened. */
export function internalError(reason: string, cause?: unknown): Refusal {
  return { kind: "refusal", status: 500, reason, event: "sys_crash", cause };
}
