import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const issuer = "https://crapi.example.com/";
export const audience = "crapi";
const hour = 60 * 60;

export type Role = "ROLE_USER" | "ROLE_MECHANIC" | "ROLE_ADMIN";

/** Who a token speaks for. */
export interface Account {
  readonly subject: string;
  readonly role: Role;
}

/** Issues access tokens. */
export interface TokenIssuer {
  /** `lifetime` in seconds. */
  issue(account: Account, lifetime?: number): Promise<string>;
  /** The public half of the key, as the secret `JWT_KEYS` wants it. */
  readonly publicKeys: string;
}

/** Makes an RS256 key pair, the algorithm of crAPI, that lives as long as the process. */
export async function createTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = randomUUID();
  const jwk = await exportJWK(publicKey);
  return {
    publicKeys: JSON.stringify({ keys: [{ ...jwk, kid, alg: "RS256", use: "sig" }] }),
    issue(account, lifetime = hour) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ roles: [account.role] })
        .setProtectedHeader({ alg: "RS256", kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(account.subject)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetime)
        .sign(privateKey);
    },
  };
}
