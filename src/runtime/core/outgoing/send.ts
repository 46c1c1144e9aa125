import { lookup, type LookupAddress } from "node:dns";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import { destination, DestinationRefused, isPrivateAddress, type DestinationPolicy } from "./destination.js";

export interface SendOptions extends DestinationPolicy {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for all of it. Default: 10,000. */
  readonly timeout?: number;
  /** Bytes of the reply that are read; a longer one is refused. Default: 65,536. */
  readonly maxBytes?: number;
  /** A certificate authority of your own. */
  readonly ca?: string;
  readonly signal?: AbortSignal;
}

/** What the receiver said; a redirection is an answer like any other, and not followed. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface Message {
  readonly method: string;
  readonly contentType: string | null;
  readonly body: string | Uint8Array;
}

/**
 * Sends to a URL that somebody else chose, without becoming their way into the network (OWASP API7:2023): the address that
 * is judged is the one that is connected to, whatever a name resolves to a moment later.
 * @throws DestinationRefused, or what broke the connection.
 */
export function send(url: string, message: Message, options: SendOptions = {}): Promise<Reply> {
  const target = destination(url, options);
  const { timeout = 10_000, maxBytes = 65_536, headers = {}, ca, signal } = options;
  const limit = AbortSignal.timeout(timeout);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      target,
      {
        method: message.method,
        headers: {
          ...headers,
          ...(message.contentType === null ? {} : { "content-type": message.contentType }),
          "content-length": String(Buffer.byteLength(message.body)),
        },
        agent: false,
        lookup: options.allowPrivate === true ? undefined : publicLookup,
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        ...(ca === undefined ? {} : { ca }),
      },
      (incoming) => {
        collect(incoming, maxBytes).then(resolve, reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(message.body);
  });
}

/** Resolves a name as Node does, and fails where any of its addresses is private. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error !== null) callback(error, "", 0);
    else if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address)))
      callback(new DestinationRefused("a name of a private address"), "", 0);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

async function collect(incoming: IncomingMessage, maxBytes: number): Promise<Reply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      incoming.destroy();
      throw new Error(`the reply has more than ${String(maxBytes)} bytes`);
    }
    chunks.push(chunk);
  }
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
  };
}
