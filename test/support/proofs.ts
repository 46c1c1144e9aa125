import { createHash, createHmac, KeyObject, randomUUID, sign } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

/** A caller's key, and what it proves. */
export interface Prover {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
  readonly thumbprint: string;
}

/** What a proof is about. Times are seconds. */
export interface Proven {
  readonly method: string;
  readonly url: string;
  readonly token: string;
  readonly at: number;
}

type Members = Readonly<Record<string, unknown>>;

export async function createProver(algorithm = "ES256"): Promise<Prover> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { jwk, privateKey, thumbprint: await calculateJwkThumbprint(jwk) };
}

export function claimsOf({ method, url, token, at }: Proven): Members {
  const ath = createHash("sha256").update(token).digest("base64url");
  return { htm: method, htu: url, iat: at, jti: randomUUID(), ath };
}

/** A proof as an honest client makes it; a test may change claims and the algorithm. */
export function prove(prover: Prover, proven: Proven, claims: Members = {}, alg = "ES256"): Promise<string> {
  return new SignJWT({ ...claimsOf(proven), ...claims })
    .setProtectedHeader({ typ: "dpop+jwt", alg, jwk: prover.jwk })
    .sign(prover.privateKey);
}

export interface Forgery {
  readonly header?: Members;
  readonly claims?: Members;
  /** The exact text of the payload. */
  readonly payload?: string;
  /** Makes the signature; by default the prover's key does, as ES256. */
  readonly sign?: (input: string) => Buffer;
}

/** A proof whose parts are exactly these, whatever a library would say of them. */
export function forge({ jwk, privateKey }: Prover, proven: Proven, forgery: Forgery): string {
  const header = { typ: "dpop+jwt", alg: "ES256", jwk, ...forgery.header };
  const payload = forgery.payload ?? JSON.stringify({ ...claimsOf(proven), ...forgery.claims });
  const input = [JSON.stringify(header), payload]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
  const honest = (text: string): Buffer =>
    sign("sha256", Buffer.from(text), { key: KeyObject.from(privateKey), dsaEncoding: "ieee-p1363" });
  return `${input}.${(forgery.sign ?? honest)(input).toString("base64url")}`;
}

/** Signs with what everybody knows, the public key. */
export function signPublicly({ jwk }: Prover): (input: string) => Buffer {
  return (input) => createHmac("sha256", JSON.stringify(jwk)).update(input).digest();
}
