import type { JWK } from "../key-ring.js";
import type { JsonMembers } from "../token-text.js";

/** The one thing that a proof may be signed with. */
export interface ProofKey {
  readonly algorithm: string;
  readonly jwk: JWK;
}

/** Members of private and of symmetric keys: RFC 7518 §6.2.2, §6.3.2 and §6.4, RFC 8037 §2. */
const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

/** Parameters that would bring or fetch another key, and extensions. */
const refusedParameters = ["jku", "x5u", "x5c", "crit", "b64"] as const;

/** Bytes of RSA keys: more would only cost. */
const most = { modulus: 512, exponent: 4 } as const;

/** The key in the header of a proof, or what is wrong with it. RFC 9449 §4.3, points 4, 5 and 7. */
export function readProofKey(algorithms: readonly string[], header: JsonMembers): ProofKey | string {
  const { typ, alg, jwk } = header;
  if (typ !== "dpop+jwt") return "typ";
  const refused = refusedParameters.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) return `header parameter ${refused}`;
  if (typeof alg !== "string" || !algorithms.includes(alg)) return "algorithm";
  if (!isPublicKey(jwk)) return "jwk";
  return { algorithm: alg, jwk };
}

function isPublicKey(jwk: unknown): jwk is JWK {
  if (typeof jwk !== "object" || jwk === null || Array.isArray(jwk)) return false;
  if (secretMembers.some((name) => Object.hasOwn(jwk, name))) return false;
  const { kty, n, e } = jwk as Readonly<Record<string, unknown>>;
  if (kty === "EC" || kty === "OKP") return true;
  return kty === "RSA" && bytesOf(n) <= most.modulus && bytesOf(e) <= most.exponent;
}

function bytesOf(encoded: unknown): number {
  return typeof encoded === "string" ? Buffer.from(encoded, "base64url").length : Number.POSITIVE_INFINITY;
}
