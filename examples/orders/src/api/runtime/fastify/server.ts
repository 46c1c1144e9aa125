import type { ServerOptions } from "node:https";
import type { Socket } from "node:net";
import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Fence } from "../core/fence.js";
import { createDispatch, fencePlugin } from "./plugin.js";

export interface FastifyServerOptions {
  /** Certificate and key, where the server itself speaks TLS. */
  readonly https?: ServerOptions;
}

/** Milliseconds. A request must arrive whole in time, or slow senders would hold every connection. */
const timeouts = { headers: 10_000, request: 30_000, connection: 60_000, keepAlive: 5_000 } as const;

/** Longer path parameters are not routed; Node caps the whole head of a request at 16 KiB anyway. */
const maxParamLength = 4_096;

/**
 * The API as a server of its own. Call `listen` on it; `close` lets running requests end. Fastify validates, parses and
 * logs nothing here: all of that is the fence's.
 */
export function createFastifyServer(fence: Fence, options: FastifyServerOptions = {}): FastifyInstance {
  const dispatch = createDispatch(fence, "");
  const common = {
    logger: false,
    trustProxy: false,
    exposeHeadRoutes: false,
    connectionTimeout: timeouts.connection,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    forceCloseConnections: "idle",
    routerOptions: {
      maxParamLength,
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
    },
    clientErrorHandler: refuseMalformed,
  } as const;
  const frameworkErrors = (_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    void dispatch(request, reply);
  };
  const server: FastifyInstance =
    options.https === undefined
      ? fastify({ ...common, frameworkErrors })
      : (fastify({
          ...common,
          frameworkErrors: frameworkErrors as never,
          https: withTls(fence, options.https),
        }) as never);
  server.server.headersTimeout = timeouts.headers;
  // Node drops headers beyond a count in silence, a proxy's last word among them; the 16 KiB of the head bound them too.
  server.server.maxHeadersCount = 0;
  void server.register(fencePlugin(fence, { whole: true }));
  return server;
}

function withTls({ policy }: Fence, options: ServerOptions): ServerOptions {
  return { ...options, minVersion: policy.transport.tls === "modern" ? "TLSv1.3" : "TLSv1.2" };
}

/** What Node's parser refuses never becomes a request; the answer says which kind of fault it was and no more. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusLines[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};
