import { invalidInput, type Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";

/** `uri-host [":" port]` (RFC 9110 §7.2). No comma: proxies join repeated headers with one. */
const authority = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+;=%]*)(?::\d*)?$/;

/**
 * Refuses a request that names its host twice, or by what is no host (RFC 9112 §3.2): whoever stands in front may go by
 * another of the values than whoever stands behind. One without Host is refused by the parser of HTTP/1.1.
 */
export function requireHost({ headers }: Exchange): Ending | undefined {
  const hosts = headers.get("host") ?? [];
  if (hosts.length < 2 && hosts.every((host) => authority.test(host))) return undefined;
  return invalidInput(400, "Host", { detail: "There must be one Host header, and it must name a host." });
}
