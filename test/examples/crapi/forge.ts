import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";

type Json = Readonly<Record<string, unknown>>;

const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Header and claims of a token, as anybody can read them. */
export function opened(token: string): { readonly header: Json; readonly claims: Json } {
  const [header = "", claims = ""] = token.split(".");
  const decode = (part: string): Json => JSON.parse(Buffer.from(part, "base64url").toString()) as Json;
  return { header: decode(header), claims: decode(claims) };
}

export function unsigned(header: Json, claims: Json): string {
  return `${encode(header)}.${encode(claims)}.`;
}

export function hmacSigned(header: Json, claims: Json, secret: string | Buffer): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

export function rsaSigned(header: Json, claims: Json, key: KeyObject): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

/** A key pair of the attacker's own. */
export function ownKeys(): { readonly key: KeyObject; readonly jwk: JsonWebKey } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { key: privateKey, jwk: publicKey.export({ format: "jwk" }) };
}

/** The server's public key in the spellings that a confused verifier might take for an HMAC secret. */
export function publicSpellings(jwks: string): readonly string[] {
  const [jwk] = (JSON.parse(jwks) as { keys: readonly JsonWebKey[] }).keys;
  if (jwk === undefined) throw new Error("no public key");
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const pem = (type: "spki" | "pkcs1"): string => key.export({ type, format: "pem" }).toString();
  return [pem("spki"), pem("spki").trim(), pem("pkcs1"), JSON.stringify(jwk), jwks, String(jwk.n)];
}
