import { STATUS_CODES, type Server, type ServerResponse } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { renderProblem } from "../core/problem.js";

/** Milliseconds that a refused caller has to read why, before the connection goes. */
const farewell = 1_000;

/**
 * Answers what Node's parser refuses, and what does not arrive in time: problem details (RFC 9457) of 431, 408, 413 or
 * 400, which say what kind of fault it was and no more. Where an answer has already begun, nothing is written into it.
 */
export class MalformedRequests {
  readonly #answers = new WeakMap<Socket, ServerResponse>();

  /** Remembers which answer is under way on which connection. */
  watch(server: Server | TlsServer): void {
    server.on("request", ({ socket }: { readonly socket: Socket }, answer: ServerResponse) => {
      this.#answers.set(socket, answer);
    });
  }

  readonly refuse = (error: NodeJS.ErrnoException, socket: Socket): void => {
    const begun = this.#answers.get(socket);
    const isOver = begun === undefined || (begun.writableFinished && begun.req.complete);
    if (error.code === "ECONNRESET" || !socket.writable || (!isOver && begun.headersSent)) {
      socket.destroy();
      return;
    }
    const status = statuses[error.code ?? ""] ?? 400;
    const body = renderProblem({ status });
    const head = [
      `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ""}`,
      "Content-Type: application/problem+json",
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      "Cache-Control: no-store",
      "X-Content-Type-Options: nosniff",
      "Connection: close",
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
    // A caller that neither reads nor goes would keep its half of the connection.
    setTimeout(() => void socket.destroy(), farewell).unref();
  };
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
