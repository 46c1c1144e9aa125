import { createClient } from "@redis/client";

/** As much of Redis as is needed; a client that the application has anyway can be given as one. */
export interface RedisConnection {
  /** Sends one command. Rejects where Redis refuses it, cannot be reached, or does not answer in time. */
  readonly send: (words: readonly string[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export interface RedisOptions {
  /** Milliseconds after which an answer is no longer waited for. Default: 250. */
  readonly timeout?: number;
}

/**
 * Connects to `redis://…` or `rediss://…`, and again whenever the connection is lost. Resolves once Redis answers, or
 * when it does not for two seconds: the connection is then still sought. Commands are never queued for later, since a
 * request that waits for Redis to come back could wait for ever.
 */
export async function connectRedis(
  url: string,
  { timeout = 250 }: RedisOptions = {},
): Promise<RedisConnection> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000) },
  });
  // Every command that fails says so itself; without a listener the process would end.
  client.on("error", () => undefined);
  const connected = client.connect().then(
    () => undefined,
    () => undefined,
  );
  await withTimeout(connected, connectTimeout).catch(() => undefined);
  return {
    send: (words) => withTimeout(client.sendCommand([...words]), timeout),
    close: async () => {
      client.destroy();
      await connected;
    },
  };
}

/** Milliseconds. */
const connectTimeout = 2000;

async function withTimeout<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Redis did not answer within ${String(milliseconds)} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
