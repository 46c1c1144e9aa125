import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Metrics } from "./metrics.js";

export interface MetricsServerOptions {
  readonly port: number;
  /** Default: loopback only. Give the address of the network in which Prometheus asks, never a public one. */
  readonly host?: string;
}

/** Serves `/metrics` on a port of its own, apart from the API: metrics are for those who run the server. Resolves once it listens. */
export async function serveMetrics(
  metrics: Pick<Metrics, "text">,
  { port, host = "127.0.0.1" }: MetricsServerOptions,
): Promise<Server> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    const known = request.url?.split("?")[0] === "/metrics";
    const allowed = request.method === "GET" || request.method === "HEAD";
    response.statusCode = known ? (allowed ? 200 : 405) : 404;
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.setHeader("cache-control", "no-store");
    response.end(known && allowed ? metrics.text() : "");
  });
  server.maxConnections = 20;
  server.listen(port, host);
  await once(server, "listening");
  return server;
}
