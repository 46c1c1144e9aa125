import type { RevocationList } from "../core/authentication/revocation-list.js";
import { revocationKey } from "../core/authentication/revocations.js";
import { connectRedis, type RedisConnection } from "./connection.js";
import { redisNames, type RedisStoreOptions } from "./keys.js";

export interface RedisRevocationOptions extends RedisStoreOptions {
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Revoked tokens that all servers with the same Redis know: `redisRevocations("redis://localhost:6379")`. While Redis
 * is away nobody can say which tokens are good, and requests with a token are answered 503.
 */
export async function redisRevocations(
  url: string,
  options: RedisRevocationOptions = {},
): Promise<RevocationList> {
  return redisRevocationList(await connectRedis(url, options), options);
}

/**
 * Keeps the greatest value, for as long as the longest call asked for: neither a shorter call nor one from a server whose
 * clock is behind may let tokens in again.
 */
const keepScript = `
local rest = math.max(tonumber(ARGV[2]), redis.call("PTTL", KEYS[1]))
local value = math.max(tonumber(ARGV[1]), tonumber(redis.call("GET", KEYS[1]) or "0"))
return redis.call("SET", KEYS[1], string.format("%.0f", value), "PX", string.format("%d", rest))`;

/** Entries hold digests, never an id or a subject, and expire with the tokens that they are about. */
export function redisRevocationList(
  connection: RedisConnection,
  options: RedisRevocationOptions = {},
): RevocationList {
  const { clock = Date.now } = options;
  const names = redisNames(options);
  const keyOf = (kind: "token" | "subject", issuer: string, name: string): string =>
    names.keyOf(`revoked:${kind}`, revocationKey(issuer, name));
  const keep = async (key: string, value: string, until: number): Promise<void> => {
    // An entry that ends now is of no use; Redis refuses times that have passed.
    const rest = Math.max(1, Math.ceil(until - clock()));
    await connection.send(["EVAL", keepScript, "1", key, value, String(rest)]);
  };
  return {
    isRevoked: async ({ issuer, id, subject, issuedAt }) => {
      const words = ["MGET", keyOf("token", issuer, id), keyOf("subject", issuer, subject)];
      const answer = await connection.send(words);
      if (!Array.isArray(answer) || answer.length !== 2) throw new Error("an answer of Redis that is none");
      const [token, before] = answer as readonly unknown[];
      return token !== null || (before !== null && issuedAt <= Number(before));
    },
    revoke: ({ issuer, id }, until) => keep(keyOf("token", issuer, id), "1", until),
    revokeSubject: ({ issuer, subject }, until) =>
      keep(keyOf("subject", issuer, subject), String(clock()), until),
    close: () => connection.close(),
  };
}
