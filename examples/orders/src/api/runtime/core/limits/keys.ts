import { isIPv6 } from "node:net";
import { digest } from "../digest.js";
import type { Exchange } from "../exchange.js";
import type { RateKey } from "../policy.js";
import { readPointer } from "../request-pointer.js";

/** When the parts of a request that a key is made of are known. */
export type LimitPhase = "address" | "principal" | "request";

/** The phase in which a policy with this key is consulted. */
export function phaseOf(key: RateKey): LimitPhase {
  switch (key.kind) {
    case "address":
      return "address";
    case "credential":
    case "tenant":
      return "principal";
    case "request":
      return "request";
  }
}

/**
 * What a request is counted under. Callers without a principal are counted by address, and so are requests that leave
 * out the value they should be counted by: nobody escapes a limit by omission.
 */
export function limitKey(exchange: Exchange, by: RateKey): string {
  const { principal } = exchange;
  const address = `address ${addressKey(exchange.client.address)}`;
  switch (by.kind) {
    case "address":
      return address;
    case "credential":
      return principal === null
        ? address
        : `subject ${JSON.stringify([principal.tenant, principal.subject])}`;
    case "tenant":
      if (principal === null) return address;
      return principal.tenant === null ? `subject ${principal.subject}` : `tenant ${principal.tenant}`;
    case "request": {
      const value = readPointer(exchange, by.at);
      return value === undefined || value === null ? address : valueKey(value);
    }
  }
}

/**
 * Stands for what a request says. The same in every process, as those that share a store hold callers to one limit
 * together: a key of a process's own would give each of them the whole limit.
 */
export function valueKey(value: unknown): string {
  return `value ${digest(identityText(value))}`;
}

/** IPv6 addresses are counted by /64, the smallest network that is handed to one customer. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, gap)).fill("0"), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** One spelling for identities that people write in several ways. */
export function identityText(value: unknown): string {
  return typeof value === "string" ? value.normalize("NFKC").trim().toLowerCase() : JSON.stringify(value);
}
