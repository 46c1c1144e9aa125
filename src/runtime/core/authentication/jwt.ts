import { createHash } from "node:crypto";
import { jwtVerify } from "jose/jwt/verify";
import type { JwtScheme } from "../policy.js";
import { FenceConfigurationError } from "../secrets.js";
import { frozen } from "./frozen.js";
import { createBoundedMap, type BoundedMap } from "./bounded-map.js";
import { keyTypeOf, type KeyHint, type KeyLookup, type VerificationKey } from "./key-ring.js";
import { provePossession, type ProofCheck } from "./possession.js";
import type { RevocationList } from "./revocation-list.js";
import { unavailable, wrong, type Caller, type SchemeCheck, type Verification } from "./scheme.js";
import { verifySignature, type VerifyWith } from "./signature.js";
import { judgeClaims, requiredClaims, type Claims } from "./token-claims.js";
import { readTokenPayload } from "./token-text.js";

/** Tokens whose signatures are remembered; they are known by their SHA-256, never by themselves. */
const remembered = 5_000;

export interface JwtServices {
  readonly keys: KeyLookup;
  readonly clock: () => number;
  /** Where revoked tokens are listed; null where the scheme knows none. */
  readonly revocations: RevocationList | null;
  /** Judges the proofs of tokens that are bound to a key; null where the scheme serves none. */
  readonly proofs: ProofCheck | null;
}

/** What is kept of a token whose signature was good, under this key. */
interface Verified {
  readonly hint: KeyHint;
  readonly key: VerificationKey;
  readonly claims: Claims;
}

interface JwtCheck extends JwtServices {
  readonly policy: JwtScheme;
  readonly known: BoundedMap<Verified>;
}

/**
 * Verifies JSON Web Tokens as RFC 8725 asks: algorithms pinned per key, issuer, audience, type, expiry and subject
 * always required. A signature is verified once, as long as its key stays; times, revocation and what the connection
 * shows are judged for every request.
 * @throws FenceConfigurationError for algorithms that could be confused
 */
export function createJwtCheck(policy: JwtScheme, services: JwtServices): SchemeCheck {
  requireAlgorithms(policy);
  if (policy.revocable === true && services.revocations === null)
    throw new FenceConfigurationError(
      `scheme ${policy.name} is revocable, and there is no list of revocations`,
    );
  const check: JwtCheck = { policy, ...services, known: createBoundedMap(remembered) };
  return {
    policy,
    verify: async (token, caller) => {
      try {
        return await verify(check, token, caller);
      } catch (error) {
        return unavailable(error instanceof Error ? error.message : "keys could not be had");
      }
    },
  };
}

function requireAlgorithms({ name, algorithms }: JwtScheme): void {
  const unknown = algorithms.filter((algorithm) => keyTypeOf(algorithm) === null);
  const symmetric = algorithms.filter((algorithm) => keyTypeOf(algorithm) === "oct");
  if (algorithms.length === 0 || unknown.length > 0)
    throw new FenceConfigurationError(
      `scheme ${name} pins no algorithm that is served: ${unknown.join(", ")}`,
    );
  if (symmetric.length > 0 && symmetric.length < algorithms.length)
    throw new FenceConfigurationError(`scheme ${name} mixes symmetric and asymmetric algorithms`);
}

async function verify(check: JwtCheck, token: string, caller: Caller): Promise<Verification> {
  const digest = createHash("sha256").update(token).digest("base64url");
  const known = await recall(check, digest);
  if (known !== null) return judge(check, known.claims, digest, caller);
  const signed = await verifySignature(check.policy, check.keys, token, verifier(check));
  if (signed.kind !== "signed") return signed;
  const claims = readTokenPayload(token);
  if (claims === null) return wrong("unreadable payload");
  const judged = await judge(check, frozen(claims), digest, caller);
  if (judged.kind === "accepted") check.known.set(digest, { hint: signed.hint, key: signed.key, claims });
  return judged;
}

/** What is known of a token while the key that signed it is still one of the scheme's. */
async function recall({ known, keys }: JwtCheck, digest: string): Promise<Verified | null> {
  const found = known.get(digest);
  if (found === undefined) return null;
  if ((await keys(found.hint)).includes(found.key)) return found;
  known.delete(digest);
  return null;
}

function verifier({ policy, clock }: JwtCheck): VerifyWith<unknown> {
  return (token, key, algorithm) =>
    jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer: policy.issuer,
      audience: policy.audience,
      requiredClaims: [...requiredClaims(policy)],
      clockTolerance: policy.leeway / 1000,
      currentDate: new Date(clock()),
    });
}

/** Everything but the signature: for every request, also where the token is known. */
async function judge(
  check: JwtCheck,
  claims: Claims,
  tokenHash: string,
  caller: Caller,
): Promise<Verification> {
  const { policy, clock, proofs } = check;
  const accepted = judgeClaims(policy, claims, clock());
  if (accepted.kind !== "accepted") return accepted;
  const token = { accepted, confirmation: claims["cnf"], tokenHash };
  const fault = await findRevoked(check, claims, accepted.identity.subject);
  return fault ?? provePossession(token, caller, { policy: policy.dpop, check: proofs });
}

async function findRevoked(
  { policy, revocations }: JwtCheck,
  { jti: id, iat }: Claims,
  subject: string,
): Promise<Verification | null> {
  if (policy.revocable !== true || revocations === null) return null;
  if (typeof id !== "string" || id === "") return wrong("claim jti");
  // By this clock it may be as old as the clocks may differ: what was taken back must not pass for issued since.
  const issuedAt = Number(iat) * 1000 - policy.leeway;
  const token = { issuer: policy.issuer, id, subject, issuedAt };
  return (await revocations.isRevoked(token)) ? wrong("revoked") : null;
}
