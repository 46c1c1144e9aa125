import { createHmac, timingSafeEqual } from "node:crypto";
import { FenceConfigurationError } from "../../secrets.js";

/** What proofs must carry, so that nobody can make them long before they are used (RFC 9449 §8). */
export interface Nonces {
  readonly current: () => string;
  /** `latest`: the current one; `earlier`: the one before it, which still counts. */
  readonly judge: (nonce: unknown) => "latest" | "earlier" | "wrong";
}

/** Milliseconds after which there is a new nonce; it counts for as long again. */
const period = 180_000;
const leastSecret = 32;

/**
 * Nonces that are made of the time, so that servers with the same secret know each other's and remember none.
 * @throws FenceConfigurationError for a secret that could be guessed
 */
export function createNonces(name: string, secret: string, clock: () => number): Nonces {
  if (secret.length < leastSecret)
    throw new FenceConfigurationError(`secret ${name} is shorter than ${String(leastSecret)} characters`);
  const nonceOf = (index: number): string =>
    createHmac("sha256", secret)
      .update(`dpop nonce ${String(index)}`)
      .digest("base64url")
      .slice(0, 32);
  const index = (): number => Math.floor(clock() / period);
  return {
    current: () => nonceOf(index()),
    judge: (nonce) => {
      if (typeof nonce !== "string") return "wrong";
      if (isEqual(nonce, nonceOf(index()))) return "latest";
      return isEqual(nonce, nonceOf(index() - 1)) ? "earlier" : "wrong";
    },
  };
}

function isEqual(shown: string, nonce: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(nonce)];
  return one.length === other.length && timingSafeEqual(one, other);
}
