import { isLoopback, plainAddress } from "./client-address.js";
import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import type { TransportPolicy } from "./policy.js";

/**
 * Refuses plain HTTP, except from the machine itself. The answer is 403 and no redirect: a redirect would let a
 * client send its credentials in clear for ever without noticing, and 426 (RFC 9110 §15.5.22) would promise an
 * upgrade on the same connection, which is not on offer. On encrypted connections it announces HSTS (RFC 6797 §7.2
 * forbids it elsewhere).
 */
export function requireTransport(exchange: Exchange): Ending | undefined {
  const { client, incoming, services } = exchange;
  if (client.encrypted) {
    exchange.responseHeaders.push(["strict-transport-security", hsts(services.policy.transport)]);
    return undefined;
  }
  const peer = plainAddress(incoming.address) ?? incoming.address;
  const local = isLoopback(peer) && isLoopback(client.address) && !forwardedAsPlain(exchange, peer);
  if (local) return undefined;
  return {
    kind: "refusal",
    status: 403,
    detail: "This API is served over HTTPS only.",
    reason: "plain HTTP",
    event: null,
  };
}

/** A proxy on this machine that says nothing about TLS, or says http, speaks for somebody elsewhere. */
function forwardedAsPlain(exchange: Exchange, peer: string): boolean {
  const spoken = ["forwarded", "x-forwarded-for", "x-forwarded-proto"].some((name) =>
    exchange.headers.has(name),
  );
  return spoken && exchange.services.isProxy(peer);
}

function hsts({ hsts: { maxAge, includeSubDomains, preload } }: TransportPolicy): string {
  const seconds = `max-age=${String(Math.floor(maxAge / 1000))}`;
  return seconds + (includeSubDomains ? "; includeSubDomains" : "") + (preload ? "; preload" : "");
}
