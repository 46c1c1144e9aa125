import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const issuer = "https://conduit.example.com/";
export const audience = "conduit";
const hour = 60 * 60;

/** Issues the tokens that the API's `Token` scheme accepts. */
export interface TokenIssuer {
  /** A token for the user with this id. `lifetime` in seconds, an hour where absent; a negative one has passed already. */
  issue(userId: string, lifetime?: number): Promise<string>;
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
    issue(userId, lifetime = hour) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT()
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(now + Math.min(lifetime, 0))
        .setExpirationTime(now + lifetime)
        .sign(privateKey);
    },
  };
}
