/** What is watched, and who is told: the part of the policy that refuses nothing. Durations are milliseconds. */

/** So many within so long. */
export interface Threshold {
  readonly count: number;
  readonly window: number;
}

/** When somebody shall look (`warn`), and when somebody shall be woken (`page`). */
export interface AlarmLevels {
  readonly warn: Threshold;
  readonly page: Threshold;
}

/** What raises an alarm. */
export interface DetectionPolicy {
  /** One source, many failures of authentication. */
  readonly authFailures: AlarmLevels & {
    /** Identities that must have been tried before the failures of a source page somebody. */
    readonly identities: number;
    /** Failures of a source on one identity that page somebody. */
    readonly oneIdentity: Threshold;
  };
  /** One credential that succeeds from many networks: `count` is how many. */
  readonly credentialSpread: AlarmLevels;
  /** Somebody uses a privileged operation, which they had not for `memory`. */
  readonly firstPrivilegedUse: { readonly memory: number };
  /** How long an alarm that was raised is not raised again. */
  readonly quiet: number;
}

/** How long before its end a certificate warns, and pages somebody. */
export interface CertificatePolicy {
  readonly warn: number;
  readonly page: number;
}

/** What `/.well-known/security.txt` says (RFC 9116). */
export interface DisclosurePolicy {
  /** URIs, in the order of preference. */
  readonly contact: readonly string[];
  /** Lifetime of the file, from the moment in which it is asked for. */
  readonly validFor: number;
  readonly policy: string | null;
  /** Language tags (RFC 5646); empty where none is preferred. */
  readonly languages: readonly string[];
  /** Where the file is, by the document's https servers. */
  readonly canonical: readonly string[];
}
