import { lookup, type LookupAddress } from "node:dns";
import {
  validateHeaderName,
  validateHeaderValue,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import { destination, DestinationRefused, isPrivateAddress, type DestinationPolicy } from "./destination.js";
import type { Message } from "./message.js";

export interface SendOptions extends DestinationPolicy {
  /** Headers that the document does not speak of; or what makes them of the body that leaves, as signatures are made. */
  readonly headers?: MadeOfBody<Readonly<Record<string, string>>>;
  /** Milliseconds for all of it. Default: 10,000. */
  readonly timeout?: number;
  /** Bytes of the reply that are read; a longer one is refused. Default: 65,536. */
  readonly maxBytes?: number;
  /** A certificate authority of your own. */
  readonly ca?: string;
  readonly signal?: AbortSignal;
}

/** A value, or what makes it of the body that leaves. */
export type MadeOfBody<T> = T | ((body: Message["body"]) => T);

/** The connection broke, or was given up, before the reply was whole. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The head of a reply; its body is read or let go. A redirection is an answer like any other, and not followed. */
export interface Arrival {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, or null as soon as it has more bytes than are allowed. Rejects with Interrupted. */
  readonly read: () => Promise<Uint8Array | null>;
  readonly drop: () => void;
}

/**
 * Sends to a URL that somebody else chose, without becoming their way into the network (OWASP API7:2023): the address that
 * is judged is the one that is connected to, whatever a name resolves to a moment later.
 * @throws DestinationRefused, or a TypeError for headers that are none, before anything is sent; Interrupted afterwards.
 */
export async function send(
  url: string,
  message: Message,
  options: SendOptions,
  signal: AbortSignal,
): Promise<Arrival> {
  const target = destination(url, options);
  if (message.query !== "") target.search += `${target.search === "" ? "?" : "&"}${message.query}`;
  const further = typeof options.headers === "function" ? options.headers(message.body) : options.headers;
  const headers = {
    ...checked(further ?? {}),
    ...message.headers,
    ...(message.contentType === null ? {} : { "content-type": message.contentType }),
    "content-length": String(Buffer.byteLength(message.body)),
  };
  const { allowPrivate = false, maxBytes = 65_536, ca } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      target,
      {
        method: message.method,
        headers,
        agent: false,
        lookup: allowPrivate ? undefined : publicLookup,
        signal,
        ...(ca === undefined ? {} : { ca }),
      },
      (incoming) => {
        resolve(arrival(incoming, maxBytes));
      },
    );
    outgoing.on("error", (cause) => {
      reject(cause instanceof DestinationRefused ? cause : interrupted(cause));
    });
    outgoing.end(message.body);
  });
}

function interrupted(cause: unknown): Interrupted {
  return new Interrupted("the connection broke off", { cause });
}

/** By their names in lower case, as those of the document are. */
function checked(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      return [name.toLowerCase(), value];
    }),
  );
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

function arrival(incoming: IncomingMessage, maxBytes: number): Arrival {
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    read: () => collect(incoming, maxBytes),
    drop: () => {
      // Whoever is cut off may answer with a reset, which tells nobody anything.
      incoming.on("error", () => undefined).destroy();
    },
  };
}

async function collect(incoming: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Leaving the loop ends the connection.
      if (bytes > maxBytes) return null;
      chunks.push(chunk);
    }
  } catch (error) {
    throw interrupted(error);
  }
  return Buffer.concat(chunks);
}
