import { BlockList, isIP, isIPv4 } from "node:net";
import { invalidInput, type Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import type { RequestHeaders } from "./message.js";

interface Forwarding {
  /** Addresses from the client to the nearest proxy, as far as they are readable. */
  readonly hops: readonly string[];
  readonly encrypted: boolean;
}

/**
 * Finds the caller's address and whether the connection was encrypted. The peer's word counts only where the peer is
 * a declared proxy; the list of hops is then read from right to left up to the first address that is no proxy,
 * because everything left of it may be invented. Two headers that disagree are refused: one of them passed a proxy
 * that does not know it.
 */
export function locateClient(exchange: Exchange): Ending | undefined {
  const { incoming, headers, services } = exchange;
  const peer = plainAddress(incoming.address) ?? incoming.address;
  exchange.client = { address: peer, encrypted: incoming.encrypted };
  if (!services.isProxy(peer)) return undefined;
  const [first, second] = [readLegacy(headers), readForwarded(headers)].filter((found) => found !== null);
  if (first === undefined) return undefined;
  const address = walk(peer, first.hops, services.isProxy);
  if (second !== undefined && walk(peer, second.hops, services.isProxy) !== address) {
    return invalidInput(400, "X-Forwarded-For and Forwarded disagree");
  }
  exchange.client = { address, encrypted: first.encrypted && (second?.encrypted ?? true) };
  return undefined;
}

/** Is this address in one of the CIDR ranges (or single addresses)? Throws a RangeError for text that is neither. */
export function addressMatcher(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits] = range.split("/");
    if (isIP(network) === 0) throw new RangeError(`not an address range: ${range}`);
    const family = isIPv4(network) ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}

/** Is this an address of the machine itself? */
export const isLoopback = addressMatcher(["127.0.0.0/8", "::1"]);

/** The address without brackets, port, zone and IPv4-in-IPv6 notation, or null where the text is no address. */
export function plainAddress(text: string): string | null {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1];
  const bare = (bracketed ?? withPort ?? trimmed).replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  const address = mapped ?? bare;
  return isIP(address) === 0 ? null : address;
}

function walk(peer: string, hops: readonly string[], isProxy: (address: string) => boolean): string {
  let current = peer;
  for (const hop of [...hops].reverse()) {
    if (!isProxy(current)) break;
    const next = plainAddress(hop);
    if (next === null) break;
    current = next;
  }
  return current;
}

function listItems(values: readonly string[]): string[] {
  return values
    .join(",")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function readLegacy(headers: RequestHeaders): Forwarding | null {
  const hops = headers.get("x-forwarded-for");
  const schemes = headers.get("x-forwarded-proto");
  if (hops === undefined && schemes === undefined) return null;
  return { hops: listItems(hops ?? []), encrypted: allHttps(listItems(schemes ?? [])) };
}

/** RFC 7239 §4. */
function readForwarded(headers: RequestHeaders): Forwarding | null {
  const values = headers.get("forwarded");
  if (values === undefined) return null;
  const elements = listItems(values).map((element) => {
    const pairs = element.split(";").map((pair): [string, string] => {
      const [name = "", value = ""] = pair.split("=", 2);
      return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, "$1")];
    });
    return new Map(pairs);
  });
  return {
    hops: elements.map((element) => element.get("for") ?? ""),
    encrypted: allHttps(elements.map((element) => element.get("proto") ?? "")),
  };
}

/** A chain is as private as its weakest hop. */
function allHttps(schemes: readonly string[]): boolean {
  return schemes.length > 0 && schemes.every((scheme) => scheme.toLowerCase() === "https");
}
