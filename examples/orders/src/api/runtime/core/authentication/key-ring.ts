import { importJWK } from "jose/key/import";

/** A JSON Web Key (RFC 7517 §4), as whoever sends it says. */
export type JWK = Parameters<typeof importJWK>[0];

/** What a token is verified with. */
export type VerificationKey = Awaited<ReturnType<typeof importJWK>>;

/** What of a token's header may choose a key. */
export interface KeyHint {
  readonly alg: string;
  readonly kid: string | undefined;
}

/** A key and the one algorithm that it is used with. */
interface RingKey {
  readonly id: string | undefined;
  readonly algorithm: string;
  readonly key: VerificationKey;
}

export type KeyRing = readonly RingKey[];

/** Keys that may have signed a token; none where no key fits it. Rejects where they cannot be had. */
export type KeyLookup = (hint: KeyHint) => Promise<readonly VerificationKey[]>;

const keyTypes: readonly (readonly [algorithms: RegExp, type: string])[] = [
  [/^HS(256|384|512)$/, "oct"],
  [/^(RS|PS)(256|384|512)$/, "RSA"],
  [/^ES(256|384|512)$/, "EC"],
  [/^(EdDSA|Ed25519)$/, "OKP"],
];

/** The JWK key type (RFC 7518 §6.1) of a signature algorithm, or null where we do not serve the algorithm. */
export function keyTypeOf(algorithm: string): string | null {
  return keyTypes.find(([pattern]) => pattern.test(algorithm))?.[1] ?? null;
}

/** Keys that may have signed a token with this header; none where no key fits it. */
export function keysFor(ring: KeyRing, { alg, kid }: KeyHint): readonly VerificationKey[] {
  return ring
    .filter(({ algorithm, id }) => algorithm === alg && (kid === undefined || id === kid))
    .map(({ key }) => key);
}

/** A key with the algorithms of a scheme that it is bound to, or why it verifies nothing. */
export type BoundKey =
  { readonly kind: "bound"; readonly keys: KeyRing } | { readonly kind: "refused"; readonly fault: string };

/**
 * Binds a JWK (RFC 7517 §4) to the algorithms that fit its type, or to its own `alg`, so that a token cannot choose
 * what a key is used for (RFC 8725 §3.1). Private, weak and foreign keys are refused.
 */
export async function bindKey(algorithms: readonly string[], jwk: JWK): Promise<BoundKey> {
  const fault = faultOf(jwk);
  if (fault !== null) return { kind: "refused", fault };
  const fitting = algorithms.filter(
    (algorithm) => keyTypeOf(algorithm) === jwk.kty && (jwk.alg === undefined || jwk.alg === algorithm),
  );
  if (fitting.length === 0) return { kind: "refused", fault: "fits none of the algorithms" };
  const imported = await Promise.allSettled(fitting.map((algorithm) => importJWK(jwk, algorithm)));
  const keys = imported.flatMap((result, index) => {
    const algorithm = fitting[index];
    return result.status === "rejected" || algorithm === undefined
      ? []
      : [{ id: jwk.kid, algorithm, key: result.value }];
  });
  return keys.length === 0 ? { kind: "refused", fault: "could not be read" } : { kind: "bound", keys };
}

/** Bytes: RFC 7518 §3.2 and §3.3. */
const leastSecret = 32;
const leastModulus = 256;

function faultOf(jwk: JWK): string | null {
  if (jwk.kty !== "oct" && jwk.d !== undefined) return "is private; verification needs the public part only";
  if (jwk.use !== undefined && jwk.use !== "sig") return "is not for signatures";
  if (jwk.key_ops !== undefined && !isListWith(jwk.key_ops, "verify")) return "is not for verifying";
  if (jwk.kid !== undefined && typeof jwk.kid !== "string") return "has an id that is no text";
  if (jwk.kty === "oct" && bytesOf(jwk.k) < leastSecret) return "is shorter than 32 bytes";
  if (jwk.kty === "RSA" && bytesOf(jwk.n) < leastModulus) return "is shorter than 2048 bits";
  return null;
}

/** Who sends a key may send anything in it. */
function isListWith(list: unknown, word: string): boolean {
  return Array.isArray(list) && list.includes(word);
}

function bytesOf(encoded: unknown): number {
  return typeof encoded === "string" ? Buffer.from(encoded, "base64url").length : 0;
}
