import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const issuer = "https://id.example.com/";
export const audience = "orders-api";
const quarterOfAnHour = 15 * 60;

/** Who a token speaks for. */
export interface Account {
  readonly id: string;
  readonly orgId: string;
  readonly role: "customer" | "admin";
}

/** Issues access tokens; a real shop would ask its identity provider. */
export interface TokenIssuer {
  /** `lifetime` in seconds; a negative one makes a token that is already expired, for tests. */
  issue(account: Account, lifetime?: number): Promise<{ accessToken: string; expiresIn: number }>;
  /** The public half of the key, as the secret `JWT_KEYS` wants it. */
  readonly publicKeys: string;
}

/** Makes an ES256 key pair that lives as long as the process. */
export async function createTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = randomUUID();
  const jwk = await exportJWK(publicKey);
  return {
    publicKeys: JSON.stringify({ keys: [{ ...jwk, kid, alg: "ES256", use: "sig" }] }),
    async issue(account, lifetime = quarterOfAnHour) {
      const now = Math.floor(Date.now() / 1000);
      const accessToken = await new SignJWT({ org: account.orgId, roles: [account.role] })
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(account.id)
        .setIssuedAt(now + Math.min(lifetime, 0))
        .setExpirationTime(now + lifetime)
        .sign(privateKey);
      return { accessToken, expiresIn: lifetime };
    },
  };
}
