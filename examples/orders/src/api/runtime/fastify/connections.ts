import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Socket } from "node:net";

/** How long callers may hold a connection, and how many there may be. Times are milliseconds. */
export interface ConnectionOptions {
  /** Until the whole head of a request is there; the TLS handshake has as long. Default: 10,000. */
  readonly headersTimeout?: number;
  /** Until the whole request is there, its body included. Raise it for large uploads over slow lines. Default: 30,000. */
  readonly requestTimeout?: number;
  /** Until the next request on a connection that is kept alive. Default: 5,000. */
  readonly keepAliveTimeout?: number;
  /** Without a byte in either direction; a stream that is silent for longer is broken off. Default: 60,000. */
  readonly idleTimeout?: number;
  /** Until the caller has taken an answer, or a piece of a stream, and a second more for each 16 KiB. Default: 30,000. */
  readonly sendTimeout?: number;
  /** How often these times are looked after: a connection may stand that much longer. Default: 1,000. */
  readonly checkInterval?: number;
  /** Bytes of the request line and all headers. Default: 16 KiB. */
  readonly maxHeaderSize?: number;
  /** Connections at once; further ones are closed before a byte is read. Default: 2,000. */
  readonly maxConnections?: number;
  /** Requests on one connection, so that callers spread over servers that were added. Default: 1,000. */
  readonly maxRequestsPerSocket?: number;
}

/** The defaults, where nothing else is said. */
export function connectionLimits(options: ConnectionOptions = {}): Required<ConnectionOptions> {
  return { ...defaults, ...options };
}

const defaults: Required<ConnectionOptions> = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  idleTimeout: 60_000,
  sendTimeout: 30_000,
  checkInterval: 1_000,
  maxHeaderSize: 16 * 1024,
  maxConnections: 2_000,
  maxRequestsPerSocket: 1_000,
};

/** Bytes a second below which a caller does not read, but holds the answer. */
const slowestReader = 16 * 1024;

/** What a socket still has to send: how much had left it, and since when no more did. */
interface Waiting {
  readonly opened: number;
  sent: number;
  since: number;
}

/** Milliseconds that a new connection has to ask for something while the server closes. */
const lastCall = 1_000;

/**
 * Breaks off connections whose caller does not take its answer: Node watches how slowly requests come, not how slowly
 * answers leave. While the server closes, it also closes connections on which nobody asked for anything, since Node
 * takes them for busy ones.
 */
export function watchConnections(
  server: Server | TlsServer,
  { sendTimeout, checkInterval }: Required<ConnectionOptions>,
): void {
  const open = new Map<Socket, Waiting>();
  const look = (): void => {
    const now = performance.now();
    for (const [socket, waiting] of open)
      if (
        isStalled(socket, waiting, now, sendTimeout) ||
        (!server.listening && isUnused(socket, waiting, now))
      )
        breakOff(socket);
  };
  server.on("setSecureContext" in server ? "secureConnection" : "connection", (socket: Socket) => {
    const opened = performance.now();
    open.set(socket, { opened, sent: 0, since: opened });
    socket.once("close", () => open.delete(socket));
  });
  server.on("listening", () => {
    const timer = setInterval(look, checkInterval);
    timer.unref();
    server.once("close", () => clearInterval(timer));
  });
}

/** Milliseconds in which connections that are refused are told of once. */
const quiet = 10_000;

/** Tells how many connections were refused because there were too many: of the first at once, of the others together. */
export function watchRefusals(server: Server | TlsServer, tell: (connections: number) => void): void {
  let refused = 0;
  let timer: NodeJS.Timeout | undefined;
  const report = (): void => {
    timer = undefined;
    if (refused === 0) return;
    tell(refused);
    refused = 0;
    timer = setTimeout(report, quiet);
    timer.unref();
  };
  server.on("drop", () => {
    refused += 1;
    if (timer === undefined) report();
  });
  server.once("close", () => {
    clearTimeout(timer);
    if (refused > 0) tell(refused);
  });
}

/** With a reset: the system would otherwise go on sending what it holds, at the pace of a caller who does not read. */
function breakOff(socket: Socket): void {
  if ("encrypted" in socket) socket.destroy();
  else socket.resetAndDestroy();
}

function isStalled(socket: Socket, waiting: Waiting, now: number, sendTimeout: number): boolean {
  const left = socket.writableLength;
  const sent = socket.bytesWritten - left;
  if (left === 0 || sent !== waiting.sent) {
    waiting.sent = sent;
    waiting.since = now;
    return false;
  }
  return now - waiting.since > sendTimeout + (left / slowestReader) * 1000;
}

function isUnused(socket: Socket, { opened }: Waiting, now: number): boolean {
  return socket.bytesRead === 0 && now - opened > lastCall;
}

/** Turns of the event loop, so that callers who never stop cannot keep the door open. */
const mostTurns = 10_000;

/**
 * Resolves when nobody is left who has connected and was not let in: closing the door would reset them, and Node lets in
 * one each turn. To be followed by `close` at once.
 */
export async function letEverybodyIn(server: Server | TlsServer): Promise<void> {
  let quiet = 0;
  const onConnection = (): void => void (quiet = 0);
  server.on("connection", onConnection);
  for (let turn = 0; turn < mostTurns && quiet < 2; turn += 1) {
    quiet += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  server.off("connection", onConnection);
}
