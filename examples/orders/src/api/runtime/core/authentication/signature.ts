import * as errors from "jose/errors";
import type { JwtScheme } from "../policy.js";
import type { KeyHint, KeyLookup, VerificationKey } from "./key-ring.js";
import { expired, wrong, type Verification } from "./scheme.js";
import { judgeHeader } from "./token-header.js";
import { readTokenHeader } from "./token-text.js";

/** A token whose signature is good, and the key that made it. */
export interface Signed<Verified> {
  readonly kind: "signed";
  readonly hint: KeyHint;
  readonly key: VerificationKey;
  readonly value: Verified;
}

/** How jose verifies a token with one key, under the one algorithm that its header may name. */
export type VerifyWith<Verified> = (
  token: string,
  key: VerificationKey,
  algorithm: string,
) => Promise<Verified>;

/**
 * Verifies the signature of a compact JWS: strictly read, with an algorithm of the scheme, by a key that is bound to it.
 * Rejects where the keys cannot be had.
 */
export async function verifySignature<Verified>(
  scheme: Pick<JwtScheme, "algorithms" | "type">,
  keys: KeyLookup,
  token: string,
  verify: VerifyWith<Verified>,
): Promise<Signed<Verified> | Verification> {
  const header = readTokenHeader(token);
  if (typeof header === "string") return wrong(header);
  const hint = judgeHeader(scheme, header);
  if (typeof hint === "string") return wrong(hint);
  const candidates = await keys(hint);
  for (const key of candidates) {
    try {
      return { kind: "signed", hint, key, value: await verify(token, key, hint.alg) };
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) return faultOf(error);
    }
  }
  return wrong(candidates.length === 0 ? "no such key" : "signature");
}

function faultOf(error: unknown): Verification {
  if (error instanceof errors.JWTExpired) return expired(`claim ${error.claim}`);
  if (error instanceof errors.JWTClaimValidationFailed) return wrong(`claim ${error.claim}`);
  return wrong(error instanceof errors.JOSEError ? error.code : "key and token do not fit");
}
