import type { SchemePolicy } from "../policy.js";

/** Who a verified credential stands for. */
export interface Identity {
  readonly subject: string;
  readonly tenant: string | null;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
}

/** `detail` is for the log only; the caller sees no difference between the refusals. */
export type Verification =
  | { readonly kind: "accepted"; readonly identity: Identity }
  | { readonly kind: "refused"; readonly reason: "wrong" | "expired"; readonly detail: string }
  /** The keys could not be had, so nothing can be said about the credential. */
  | { readonly kind: "unavailable"; readonly detail: string };

/** A scheme that is ready to judge credentials. */
export interface SchemeCheck {
  readonly policy: SchemePolicy;
  readonly verify: (credential: string) => Promise<Verification>;
}

export const wrong = (detail: string): Verification => ({ kind: "refused", reason: "wrong", detail });
export const expired = (detail: string): Verification => ({ kind: "refused", reason: "expired", detail });
