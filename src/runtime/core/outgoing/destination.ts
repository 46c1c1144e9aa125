import { isIP, isIPv4 } from "node:net";
import { addressMatcher, plainAddress } from "../client-address.js";

/** Where requests of the server's own may go. */
export interface DestinationPolicy {
  /** Host names that are allowed, `*.example.com` for those below one; absent: every public one. */
  readonly hosts?: readonly string[];
  /** Lets requests reach addresses inside the network, those of this machine included. Default: false. */
  readonly allowPrivate?: boolean;
}

/** A destination that the server does not send to. */
export class DestinationRefused extends Error {
  override readonly name = "DestinationRefused";
}

/**
 * IPv4 addresses that are not of the public Internet: loopback, private, link-local (cloud metadata among them), shared, for
 * documentation, multicast (RFC 6890). Lists of their own: Node counts every IPv4 address as part of `::ffff:0:0/96`.
 */
const isSpecial4 = addressMatcher([
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"],
  ...["203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
]);

/** Global unicast (RFC 4291 §2.4): what lies outside of it wraps IPv4 addresses, or is not of the public Internet. */
const isGlobal6 = addressMatcher(["2000::/3"]);

/** Those of them that are for protocols, for documentation, or wrap IPv4 addresses (RFC 6890, RFC 3056, RFC 9637). */
const isSpecial6 = addressMatcher(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

/** Is this an address that only machines inside some network should reach? What is no address counts as one. */
export function isPrivateAddress(text: string): boolean {
  const address = plainAddress(text);
  if (address === null) return true;
  return isIPv4(address) ? isSpecial4(address) : !isGlobal6(address) || isSpecial6(address);
}

/**
 * A URL that somebody else chose, where requests may go there: https, no credentials, an allowed host, no private address
 * spelled out. What its name resolves to is looked at when the connection is made.
 * @throws DestinationRefused
 */
export function destination(text: string, { hosts, allowPrivate = false }: DestinationPolicy): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new DestinationRefused("not a URL");
  if (url.protocol !== "https:") throw new DestinationRefused("only https is allowed");
  if (url.username !== "" || url.password !== "") throw new DestinationRefused("credentials in a URL");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (hosts !== undefined && !hosts.some((pattern) => matches(host, pattern.toLowerCase())))
    throw new DestinationRefused("a host that is not listed");
  if (isIP(host) !== 0 && !allowPrivate && isPrivateAddress(host))
    throw new DestinationRefused("a private address");
  return url;
}

function matches(host: string, pattern: string): boolean {
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
}
