import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Addresses that belong to no public network (RFC 6890 and its registries), and so may be inside of the user's own. */
const unreachable = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  unreachable.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  unreachable.addSubnet(network, prefix, "ipv6");
}

/** Whether an IP address is private, link-local, of this machine or of another network that is not public. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1];
  if (mapped !== undefined) return isPrivateAddress(mapped);
  if (isIPv4(address)) return unreachable.check(address, "ipv4");
  // An IPv4 address in IPv6's hexadecimal form is as private as in its own.
  return !isIPv6(address) || /^::ffff:/iu.test(address) || unreachable.check(address, "ipv6");
}

/** Whether a host is an address itself, or a name of this machine: whoever writes it knows where it leads. */
export function isLiteralHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/gu, "");
  return isIPv4(bare) || isIPv6(bare) || bare === "localhost" || bare.endsWith(".localhost");
}
