import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** Requests whose senders wait for a word before they send the body. */
const waiting = new WeakSet<IncomingMessage>();

/**
 * Lets callers that ask first (`Expect: 100-continue`, RFC 9110 §10.1.1) wait until somebody reads the body: what is
 * refused before is never sent. Node would ask for every body as soon as the head is there.
 */
export function holdContinue(server: Pick<Server, "on" | "emit">): void {
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request);
    server.emit("request", request, response);
  });
}

/** The bytes of a body, asked for when the first is read. */
export function bodyOf(request: IncomingMessage, response: ServerResponse): AsyncIterable<Uint8Array> {
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  return waiting.has(request) ? askFirst(request, response, body) : body;
}

async function* askFirst(
  request: IncomingMessage,
  response: ServerResponse,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (waiting.delete(request)) response.writeContinue();
  yield* body;
}

/** Whether the sender still waits: whether a body follows the answer only the sender knows then, and the connection is of no more use. */
export function isWaiting(request: IncomingMessage): boolean {
  return waiting.has(request);
}
