/** A server-sent event (WHATWG HTML §9.2). */
export interface ServerEvent<Data> {
  readonly data: Data;
  /** Name that clients listen for; `message` where absent. One line. */
  readonly event?: string;
  /** What a client that reconnects sends as `Last-Event-ID`. One line. */
  readonly id?: string;
  /** Milliseconds that clients should wait before they reconnect. */
  readonly retry?: number;
}

/** Events as they happen. The iterator is closed when the caller goes away; `request.signal` tells it earlier. */
export type EventStream<Data> = AsyncIterable<ServerEvent<Data>>;

/** JSON values, each on a line of its own, as they are found. */
export type ItemStream<Item> = AsyncIterable<Item>;

/** Bytes at once or as they come: a Buffer, a readable stream of Node's or of the web's, a generator. */
export type ByteContent = Uint8Array | AsyncIterable<Uint8Array>;
