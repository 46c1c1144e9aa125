/** A token as far as taking it back is concerned. */
export interface RevocableToken {
  readonly issuer: string;
  /** `jti`. */
  readonly id: string;
  readonly subject: string;
  /** The earliest time of issue that its `iat` allows, in milliseconds since the epoch: clocks differ by the scheme's leeway. */
  readonly issuedAt: number;
}

/** Tokens that were taken back before they expire. */
export interface RevocationList {
  /** Rejects where the list cannot be read: nobody is let in then. */
  isRevoked(token: RevocableToken): Promise<boolean>;
  /** Takes one token back. `until`: when it expires, in milliseconds since the epoch. */
  revoke(token: Pick<RevocableToken, "issuer" | "id">, until: number): Promise<void>;
  /** Takes back every token of a subject that was issued until now; none lives longer than `until`. */
  revokeSubject(subject: Pick<RevocableToken, "issuer" | "subject">, until: number): Promise<void>;
  close(): Promise<void>;
}
