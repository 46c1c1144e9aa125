import type { TakenUnits } from "../limits/store.js";
import type { ClientCertificate } from "../message.js";
import type { SchemePolicy } from "../policy.js";

/** Who a verified credential stands for. */
export interface Identity {
  readonly subject: string;
  readonly tenant: string | null;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  /** Scopes that the credential had, but not for as long as it lives: scope → greatest age in milliseconds. */
  readonly lapsed?: Readonly<Record<string, number>>;
}

/** `detail` is for the log only; the caller sees no difference between the refusals. */
export type Verification =
  | {
      readonly kind: "accepted";
      readonly identity: Identity;
      /** Tells the credential from others in place of its own text, where that could be guessed from a hash of it. */
      readonly known?: string;
      /** What the next proof of the credential's key must carry, where that changes soon. */
      readonly nonce?: string;
    }
  | {
      readonly kind: "refused";
      readonly reason: "wrong" | "expired";
      readonly detail: string;
      /** Whom the credential claims to be, where it says so outright. */
      readonly attempted?: string;
    }
  /** A good credential, whose proof must be made again with this nonce (RFC 9449 §9). */
  | { readonly kind: "challenged"; readonly nonce: string; readonly algorithms: readonly string[] }
  /** What the credential is judged by could not be had, so nothing can be said about it. */
  | { readonly kind: "unavailable"; readonly detail: string }
  /** Too many attempts: the credential was not looked at. */
  | { readonly kind: "limited"; readonly by: TakenUnits; readonly attempted: string };

/** Why a credential is not accepted. */
export type Fault = Exclude<Verification, { readonly kind: "accepted" }>;

/** What of a request proves that its caller has a key (RFC 9449 §4.1), not looked at yet. */
export interface ShownProof {
  /** Values of `DPoP` headers. */
  readonly texts: readonly string[];
  readonly method: string;
  /** Path and query as sent, relative to where the API is mounted. */
  readonly target: string;
}

/** What is known of the caller besides the credential. */
export interface Caller {
  readonly address: string;
  /** Null where the connection showed none. */
  readonly certificate: ClientCertificate | null;
  /** Null where the credential was not shown as one that is bound to a key. */
  readonly proof: ShownProof | null;
}

/** A scheme that is ready to judge credentials. */
export interface SchemeCheck {
  readonly policy: SchemePolicy;
  /** Never rejects. */
  readonly verify: (credential: string, caller: Caller) => Promise<Verification>;
}

/** A check that is replaced when its secrets change. */
export function latest(policy: SchemePolicy, current: () => SchemeCheck): SchemeCheck {
  return { policy, verify: (credential, caller) => current().verify(credential, caller) };
}

export const wrong = (detail: string): Fault => ({ kind: "refused", reason: "wrong", detail });
export const expired = (detail: string): Fault => ({ kind: "refused", reason: "expired", detail });
export const unavailable = (detail: string): Fault => ({ kind: "unavailable", detail });
