export const severities = ["warn", "page"] as const;

/** `warn`: somebody shall look. `page`: somebody shall be woken. */
export type Severity = (typeof severities)[number];

export const detectors = [
  "auth-failures",
  "credential-spread",
  "first-privileged-use",
  "certificate-expiry",
] as const;

export interface Raised {
  readonly severity: Severity;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The request that raised the alarm. */
export interface RaisedByRequest extends Raised {
  readonly requestId: string;
  readonly traceparent: string;
  readonly operation: string | null;
}

/** An alarm. Holds no credential and no personal data beyond addresses and subjects, which the log has as well. */
export type Alert =
  | (RaisedByRequest & {
      readonly kind: "auth-failures";
      /** Address of the source; of IPv6 its /64. */
      readonly source: string;
      /** Failures that are remembered of the source, within the longest window. */
      readonly failures: number;
      /** Identities among them. */
      readonly identities: number;
    })
  | (RaisedByRequest & {
      readonly kind: "credential-spread";
      /** Stands for the credential, as in the log. */
      readonly credential: string;
      readonly subject: string;
      readonly networks: number;
    })
  | (RaisedByRequest & {
      readonly kind: "first-privileged-use";
      readonly credential: string;
      readonly subject: string;
    })
  | (Raised & {
      readonly kind: "certificate-expiry";
      /** End of the certificate, in milliseconds since the epoch. */
      readonly notAfter: number;
      /** Whole days until then; negative once it is over. */
      readonly days: number;
    });
