import { isIP } from "node:net";
import { domainToASCII } from "node:url";

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const internationalLocalPart = /^[^\s@<>()[\]\\,;:".]+(?:\.[^\s@<>()[\]\\,;:".]+)*$/u;

/** The ASCII form of anything longer exceeds a host name; converting it costs quadratic time. In UTF-16 code units. */
const maxIdnHostname = 512;

/** A host name (RFC 1123 §2.1). */
export function isHostname(text: string): boolean {
  return text.length <= 253 && text.split(".").every((part) => label.test(part));
}

/** An internationalised host name (RFC 5890 §2.3.2.3), judged by its ASCII form. */
export function isIdnHostname(text: string): boolean {
  if (text.length > maxIdnHostname) return false;
  const ascii = domainToASCII(text);
  return ascii !== "" && isHostname(ascii);
}

/** A mailbox (RFC 5321 §4.1.2) with a dot-string before the `@`; quoted local parts are refused. */
export function isEmail(text: string): boolean {
  return isMailbox(text, localPart, isHostname);
}

/** A mailbox with letters of any script (RFC 6531 §3.3). */
export function isIdnEmail(text: string): boolean {
  return isMailbox(text, internationalLocalPart, isIdnHostname);
}

function isMailbox(text: string, local: RegExp, isDomain: (text: string) => boolean): boolean {
  const at = text.lastIndexOf("@");
  if (at < 1 || at > 64 || text.length > 254 || !local.test(text.slice(0, at))) return false;
  const domain = text.slice(at + 1);
  const address = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(domain)?.[1];
  return address === undefined ? isDomain(domain) : isIP(address) !== 0;
}
