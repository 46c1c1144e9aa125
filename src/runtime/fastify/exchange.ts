import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { addTo } from "../core/input/group.js";
import type { Header, IncomingRequest, OutgoingResponse } from "../core/message.js";
import { isByteStream } from "../core/output/byte-stream.js";
import { pathSegments } from "../core/path-template.js";
import { certificateOf } from "./certificate.js";
import { bodyOf, isWaiting } from "./continue.js";

/**
 * What the fence needs of Fastify's requests and replies. Their own types are generic in nine ways, and comparing two of
 * them costs the compiler more than reading all of this runtime.
 */
export interface Request {
  readonly raw: IncomingMessage;
}

export interface Reply {
  readonly raw: ServerResponse;
  statusCode: number;
  readonly header: (name: string, value: unknown) => unknown;
  readonly send: (payload?: unknown) => unknown;
}

/**
 * A Fastify request as the fence reads it: from the raw message, so that nothing that Fastify decodes, merges or
 * trusts comes between. `prefix` is where the plugin is mounted; it is cut off, segment by segment.
 */
export function toIncoming(request: Request, reply: Reply, prefix: string): IncomingRequest {
  const { raw } = request;
  return {
    method: raw.method ?? "",
    target: withoutPrefix(raw.url ?? "/", prefix),
    params: {},
    headers: pairs(raw.rawHeaders),
    address: raw.socket.remoteAddress ?? "",
    encrypted: "encrypted" in raw.socket && raw.socket.encrypted === true,
    certificate: certificateOf(raw.socket),
    body: bodyOf(raw, reply.raw),
    gone: departureOf(reply),
  };
}

function departureOf({ raw }: Reply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** The raw target below the prefix; absolute-form targets (RFC 9112 §3.2.2) lose their origin. */
export function withoutPrefix(url: string, prefix: string): string {
  const target = url.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?]*/, "");
  const depth = prefix === "" || prefix === "/" ? 0 : pathSegments(prefix).length;
  if (depth === 0) return target;
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  return `/${pathSegments(path).slice(depth).join("/")}${mark === -1 ? "" : target.slice(mark)}`;
}

/** Hands the fence's answer to Fastify, so that hooks of the user's application still run. */
export function sendOutgoing<R extends Reply>(reply: R, response: OutgoingResponse): R {
  reply.statusCode = response.status;
  if (isWaiting(reply.raw.req)) reply.header("connection", "close");
  for (const [name, values] of grouped(response.headers)) {
    reply.header(name, values.length === 1 ? values[0] : values);
  }
  if (isByteStream(response.body)) reply.send(Readable.from(inPieces(response.body), { objectMode: false }));
  // As bytes, or Fastify would add a charset of its own to the content type.
  else if (response.body === null) reply.send();
  else sendBytes(reply, Buffer.from(response.body));
  return reply;
}

/** Bytes of a piece. */
const piece = 64 * 1024;

/** Large answers leave in pieces, so that whoever watches the connection sees whether its caller takes them. */
function sendBytes(reply: Reply, bytes: Buffer): void {
  if (bytes.length <= piece) {
    reply.send(bytes);
    return;
  }
  reply.header("content-length", bytes.length);
  reply.send(Readable.from(pieces(bytes), { objectMode: false }));
}

/** The same bytes; ending it early ends the stream, whether or not anything was read of it. */
function inPieces(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = stream[Symbol.asyncIterator]();
  let rest: Uint8Array = Buffer.alloc(0);
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    while (rest.length === 0) {
      const read = await source.next();
      if (read.done === true) return read;
      rest = read.value;
    }
    const value = rest.subarray(0, piece);
    rest = rest.subarray(piece);
    return { done: false, value };
  };
  const end = async (): Promise<IteratorResult<Uint8Array>> => {
    await source.return?.();
    return { done: true, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: end }) };
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += piece) yield bytes.subarray(start, start + piece);
}

function pairs(flat: readonly string[]): readonly Header[] {
  return flat.flatMap((name, index): Header[] => (index % 2 === 0 ? [[name, flat[index + 1] ?? ""]] : []));
}

function grouped(headers: readonly Header[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const [name, value] of headers) addTo(byName, name, value);
  return byName;
}
