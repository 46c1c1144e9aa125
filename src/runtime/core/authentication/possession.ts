import type { ClientCertificate } from "../message.js";
import type { DpopPolicy } from "../policy.js";
import { wrong, type Caller, type Fault, type ShownProof, type Verification } from "./scheme.js";

/** What a proof must fit. */
export interface BoundToken extends ShownProof {
  /** The key that the token is bound to, by its SHA-256 (RFC 7638). */
  readonly thumbprint: string;
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
}

export interface Proven {
  readonly kind: "proven";
  /** What the next proof must carry, where that changes soon. */
  readonly nonce?: string;
}

/** Judges the proof that comes with a token. Never rejects. */
export type ProofCheck = (token: BoundToken) => Promise<Proven | Fault>;

type Accepted = Extract<Verification, { readonly kind: "accepted" }>;

/** A token that is good as far as it alone can tell. */
export interface TokenToProve {
  readonly accepted: Accepted;
  /** Its `cnf` (RFC 7800 §3.1), as it came. */
  readonly confirmation: unknown;
  readonly tokenHash: string;
}

/** How the tokens of a scheme are proven; null where no proof is served. */
export interface Proving {
  readonly policy: DpopPolicy | undefined;
  readonly check: ProofCheck | null;
}

/**
 * A token that is bound to a key is good only from who proves to have it: by the certificate of the connection (RFC 8705
 * §3.1), or by a proof that comes with the request (RFC 9449 §7.1). One that is shown as bound must be, and the other way
 * round: a bound token that passed for a plain one could be used by whoever stole it.
 */
export async function provePossession(
  { accepted, confirmation, tokenHash }: TokenToProve,
  { certificate, proof }: Caller,
  { policy, check }: Proving,
): Promise<Verification> {
  const bound = readConfirmation(confirmation);
  if (proof === null) {
    if (policy?.required === true) return wrong("no proof");
    return isFree(bound, certificate) ? accepted : wrong("cnf");
  }
  if (bound.kind !== "key" || check === null) return wrong("cnf");
  const { thumbprint } = bound;
  const proven = await check({ ...proof, thumbprint, tokenHash });
  if (proven.kind !== "proven") return proven;
  return proven.nonce === undefined ? accepted : { ...accepted, nonce: proven.nonce };
}

type Confirmation =
  | { readonly kind: "none" }
  | { readonly kind: "key" | "certificate"; readonly thumbprint: string }
  /** Bound in a way that is not served, or in several. */
  | { readonly kind: "other" };

function readConfirmation(confirmation: unknown): Confirmation {
  if (confirmation === undefined) return { kind: "none" };
  if (typeof confirmation !== "object" || confirmation === null) return { kind: "other" };
  const [[method, thumbprint] = [], ...others] = Object.entries(
    confirmation as Readonly<Record<string, unknown>>,
  );
  if (typeof thumbprint !== "string" || others.length > 0) return { kind: "other" };
  if (method === "jkt") return { kind: "key", thumbprint };
  return method === "x5t#S256" ? { kind: "certificate", thumbprint } : { kind: "other" };
}

/** Needs the token no proof, or does the connection show the one that it needs? */
function isFree(bound: Confirmation, certificate: ClientCertificate | null): boolean {
  if (bound.kind === "none") return true;
  if (bound.kind !== "certificate" || certificate === null) return false;
  return bound.thumbprint === Buffer.from(certificate.fingerprint, "hex").toString("base64url");
}
