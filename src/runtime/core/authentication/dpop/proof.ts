import { createHash } from "node:crypto";
import { calculateJwkThumbprint } from "jose/jwk/thumbprint";
import { compactVerify } from "jose/jws/compact/verify";
import type { DpopPolicy } from "../../policy.js";
import { bindKey } from "../key-ring.js";
import type { BoundToken, ProofCheck, Proven } from "../possession.js";
import { unavailable, wrong, type Fault } from "../scheme.js";
import { readTokenHeader, readTokenPayload, type JsonMembers } from "../token-text.js";
import type { FirstUse } from "./first-use.js";
import type { Nonces } from "./nonces.js";
import { judgeProofClaims } from "./proof-claims.js";
import { readProofKey, type ProofKey } from "./proof-header.js";

export interface ProofServices {
  readonly policy: DpopPolicy;
  /** Where callers reach the API, of `publicBases`. */
  readonly bases: readonly string[];
  readonly clock: () => number;
  readonly isFirst: FirstUse;
  /** Null where proofs need none. */
  readonly nonces: (() => Nonces) | null;
}

/** Characters. A proof with the longest key that is taken has 2,000. */
const maxLength = 4_096;

/**
 * Judges proofs as RFC 9449 §4.3 asks. What is cheap comes first, and the signature only where the key is the one that the
 * token is bound to: no stranger makes for work. A proof counts once.
 */
export function createProofCheck(services: ProofServices): ProofCheck {
  return async (token) => {
    const read = readProof(services, token);
    if ("fault" in read) return wrong(`proof: ${read.fault}`);
    try {
      const fault = await findForged(read, token.thumbprint);
      if (fault !== null) return wrong(`proof: ${fault}`);
      return await accept(services, read, token);
    } catch (error) {
      return unavailable(error instanceof Error ? error.message : "proofs cannot be remembered");
    }
  };
}

interface Proof {
  readonly text: string;
  readonly key: ProofKey;
  readonly claims: JsonMembers;
  readonly id: string;
}

/** Everything that needs no cryptography. */
function readProof(
  { policy, bases, clock }: ProofServices,
  token: BoundToken,
): Proof | { readonly fault: string } {
  const [text, ...more] = token.texts;
  if (text === undefined || more.length > 0) return { fault: "not exactly one" };
  if (text.length > maxLength) return { fault: "too long" };
  const header = readTokenHeader(text);
  if (typeof header === "string") return { fault: header };
  const key = readProofKey(policy.algorithms, header);
  if (typeof key === "string") return { fault: key };
  const claims = readTokenPayload(text);
  if (claims === null) return { fault: "unreadable payload" };
  const judged = judgeProofClaims(claims, token, { bases, window: policy.window, now: clock() });
  return "fault" in judged ? judged : { text, key, claims, id: judged.id };
}

/** RFC 9449 §4.3, points 6 and 12. */
async function findForged(
  { text, key: { algorithm, jwk } }: Proof,
  thumbprint: string,
): Promise<string | null> {
  const shown = await calculateJwkThumbprint(jwk, "sha256").catch(() => null);
  if (shown !== thumbprint) return "another key";
  const bound = await bindKey([algorithm], jwk);
  const [key] = bound.kind === "bound" ? bound.keys : [];
  if (key === undefined) return "jwk";
  const verified = await compactVerify(text, key.key, { algorithms: [algorithm] }).catch(() => null);
  return verified === null ? "signature" : null;
}

/** RFC 9449 §4.3, point 10, and §11.1. A proof that lacks the nonce is not remembered: it was never let in. */
async function accept(
  { policy: { algorithms }, isFirst, nonces }: ProofServices,
  { claims, id }: Proof,
  { texts, thumbprint }: BoundToken,
): Promise<Proven | Fault> {
  const found = nonces === null ? null : nonces();
  const nonce = found === null ? "latest" : found.judge(claims["nonce"]);
  if (found !== null && nonce === "wrong") return { kind: "challenged", nonce: found.current(), algorithms };
  const digest = createHash("sha256")
    .update(JSON.stringify([thumbprint, id]))
    .digest("base64url");
  if (!(await isFirst(texts, digest))) return wrong("proof: shown before");
  return found !== null && nonce === "earlier"
    ? { kind: "proven", nonce: found.current() }
    : { kind: "proven" };
}
