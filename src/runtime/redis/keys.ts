import { createHash, createHmac } from "node:crypto";

export interface RedisStoreOptions {
  /** Milliseconds after which Redis counts as away. Default: 250. */
  readonly timeout?: number;
  /** Begins the name of every key; servers that share what stands there have the same. Default: `ringfence`. */
  readonly prefix?: string;
  /**
   * Secret with which names are hashed, the same for all servers: 32 characters or more, of chance. Without one, whoever
   * reads Redis finds addresses and names of people by trying. With another one, what stands there is not found any more.
   */
  readonly pepper?: string | undefined;
}

/** What is kept of names: nothing that could be read, and with a pepper nothing that could be guessed. */
export interface Names {
  /** The key of a thing of this kind. */
  readonly keyOf: (kind: string, name: string) => string;
  /** Stands for a value that is a digest already. */
  readonly valueOf: (digest: string) => string;
  readonly prefix: string;
}

const leastPepper = 32;

/** @throws RangeError for a pepper that could be guessed */
export function redisNames({ prefix = "ringfence", pepper }: RedisStoreOptions): Names {
  if (pepper !== undefined && pepper.length < leastPepper)
    throw new RangeError(`the pepper for Redis is shorter than ${String(leastPepper)} characters`);
  const hashed = (text: string): string =>
    (pepper === undefined ? createHash("sha256") : createHmac("sha256", pepper))
      .update(text)
      .digest("base64url");
  return {
    prefix,
    keyOf: (kind, name) => `${prefix}:${kind}:${hashed(name)}`,
    valueOf: (digest) => (pepper === undefined ? digest : hashed(digest).slice(0, 22)),
  };
}
