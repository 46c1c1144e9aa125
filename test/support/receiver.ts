import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { fileURLToPath } from "node:url";

/** A request that a receiver got. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody to whom the server sends: an HTTPS server of its own on the loopback interface. */
export interface Receiver {
  readonly origin: string;
  /** The authority of its certificate. */
  readonly ca: string;
  readonly requests: ReceivedRequest[];
  readonly close: () => void;
}

export type Answering = (request: ReceivedRequest, response: ServerResponse) => void;

export async function startReceiver(answer: Answering): Promise<Receiver> {
  const certificates = fileURLToPath(new URL("certificates/", import.meta.url));
  const read = (file: string): string => readFileSync(certificates + file, "utf8");
  const requests: ReceivedRequest[] = [];
  const tls = { key: read("localhost.key.pem"), cert: read("localhost.pem") };
  const server = createServer(tls, (incoming, response) => {
    let body = "";
    incoming.on("data", (chunk: Buffer) => (body += chunk.toString()));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body };
      requests.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    origin: `https://localhost:${String(typeof address === "object" ? address?.port : 0)}`,
    ca: read("authority.pem"),
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
