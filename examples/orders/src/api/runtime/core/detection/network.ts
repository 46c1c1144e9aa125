import { isIPv4 } from "node:net";
import { addressKey } from "../limits/keys.js";

/** The network that an address belongs to: /24 of IPv4, /64 of IPv6. */
export function networkOf(address: string): string {
  return isIPv4(address) ? `${address.split(".").slice(0, 3).join(".")}.0/24` : addressKey(address);
}
