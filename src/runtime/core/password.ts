import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

/**
 * OWASP Password Storage Cheat Sheet: scrypt with N = 2^14, r = 8, p = 5. Of the parameters that it holds for equal,
 * these take the least memory (16 MiB), so that many logins at once cannot exhaust it.
 */
const cost = { logN: 14, r: 8, p: 5 };
const saltBytes = 16;
const keyBytes = 32;
const format = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** Hashes a password for storage: `$scrypt$ln=14,r=8,p=5$<salt>$<hash>`, salt and hash in base64url. */
export async function hashPassword(text: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derive(text, salt, keyBytes, cost);
  const { logN, r, p } = cost;
  return `$scrypt$ln=${String(logN)},r=${String(r)},p=${String(p)}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/** Is it a hash as we make them now? Others are weaker, or take another time. */
export function isCurrentHash(stored: string): boolean {
  const parsed = parseStored(stored);
  if (parsed === null || parsed.salt.length < saltBytes || parsed.key.length < keyBytes) return false;
  const { logN, r, p } = parsed.parameters;
  return logN === cost.logN && r === cost.r && p === cost.p;
}

/**
 * Compares a password with a stored hash in constant time. An identity that is not there (`undefined`) costs the same
 * work as a wrong password, so that the time of the answer tells nobody which it was.
 */
export async function verifyPassword(text: string, stored: string | undefined): Promise<boolean> {
  const parsed = parseStored(stored);
  const { salt, key, parameters } = parsed ?? decoy;
  const derived = await derive(text, salt, key.length, parameters);
  return timingSafeEqual(derived, key) && parsed !== null;
}

interface StoredHash {
  readonly salt: Buffer;
  readonly key: Buffer;
  readonly parameters: typeof cost;
}

const decoy: StoredHash = { salt: Buffer.alloc(saltBytes), key: Buffer.alloc(keyBytes), parameters: cost };

function parseStored(stored: string | undefined): StoredHash | null {
  const match = format.exec(stored ?? "");
  if (match === null) return null;
  const [, logN, r, p, salt = "", key = ""] = match;
  const bytes = { salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
  if (bytes.key.length < 16) return null;
  return { ...bytes, parameters: { logN: Number(logN), r: Number(r), p: Number(p) } };
}

function derive(text: string, salt: Buffer, length: number, { logN, r, p }: typeof cost): Promise<Buffer> {
  const N = 2 ** logN;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(text.normalize("NFKC"), salt, length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
