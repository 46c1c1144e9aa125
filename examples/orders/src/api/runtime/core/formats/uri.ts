import { isIPv6 } from "node:net";

const scheme = /^[a-z][a-z0-9+.-]*$/i;
const characters = /^(?:[a-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*$/i;
const userAndHost = /^(?:[a-z0-9\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*$/i;
const futureAddress = /^v[0-9a-f]+\.[a-z0-9\-._~!$&'()*+,;=:]+$/i;

interface Parts {
  readonly scheme: string | null;
  readonly authority: string | null;
  readonly path: string;
  /** Query and fragment, where there are any. */
  readonly rest: readonly string[];
}

/** An absolute URI (RFC 3986 §3). */
export function isUri(text: string): boolean {
  const parts = split(text);
  return parts.scheme !== null && isReference(parts);
}

/** A URI or a relative reference (RFC 3986 §4.1). */
export function isUriReference(text: string): boolean {
  return isReference(split(text));
}

/** An absolute IRI (RFC 3987 §2.2). */
export function isIri(text: string): boolean {
  return !hasForbidden(text) && isUri(toAscii(text));
}

/** An IRI or a relative reference (RFC 3987 §2.2). */
export function isIriReference(text: string): boolean {
  return !hasForbidden(text) && isUriReference(toAscii(text));
}

const literals = /^(?:[^\s"<>\\^`{|}%\p{Cc}]|%[0-9a-f]{2})*$/iu;
const variable = /^(?:\w|%[0-9a-f]{2})(?:\.?(?:\w|%[0-9a-f]{2}))*(?::[1-9]\d{0,3}|\*)?$/i;

/** A URI template (RFC 6570 §2). */
export function isUriTemplate(text: string): boolean {
  const [head = "", ...expressions] = text.split("{");
  if (!literals.test(head)) return false;
  return expressions.every((part) => {
    const end = part.indexOf("}");
    if (end === -1 || !literals.test(part.slice(end + 1))) return false;
    const names = part.slice(0, end).replace(/^[+#./;?&=,!@|]/, "");
    return names.split(",").every((name) => variable.test(name));
  });
}

/** RFC 3986 appendix B, without a regular expression that could be made to backtrack. */
function split(text: string): Parts {
  const [beforeFragment = "", ...fragments] = text.split("#");
  const fragment = fragments.length === 0 ? [] : [fragments.join("#")];
  const mark = beforeFragment.indexOf("?");
  const hierarchy = mark === -1 ? beforeFragment : beforeFragment.slice(0, mark);
  const query = mark === -1 ? [] : [beforeFragment.slice(mark + 1)];
  const colon = hierarchy.indexOf(":");
  const slash = hierarchy.indexOf("/");
  const hasScheme = colon !== -1 && (slash === -1 || colon < slash);
  const after = hasScheme ? hierarchy.slice(colon + 1) : hierarchy;
  const end = after.startsWith("//") ? after.indexOf("/", 2) : 0;
  return {
    scheme: hasScheme ? hierarchy.slice(0, colon) : null,
    authority: after.startsWith("//") ? after.slice(2, end === -1 ? undefined : end) : null,
    path: end === -1 ? "" : after.slice(end),
    rest: [...query, ...fragment],
  };
}

function isReference(parts: Parts): boolean {
  if (parts.scheme !== null && !scheme.test(parts.scheme)) return false;
  if (parts.authority !== null && !isAuthority(parts.authority)) return false;
  return [parts.path, ...parts.rest].every((part) => characters.test(part)) && !parts.path.includes("?");
}

function isAuthority(authority: string): boolean {
  const at = authority.indexOf("@");
  if (at !== -1 && !userAndHost.test(authority.slice(0, at))) return false;
  const hostAndPort = authority.slice(at + 1);
  const literal = /^\[([^\]]*)\](?::\d*)?$/.exec(hostAndPort)?.[1];
  if (literal !== undefined)
    return futureAddress.test(literal) || (!literal.includes("%") && isIPv6(literal));
  const [host = "", port = "", ...more] = hostAndPort.split(":");
  return more.length === 0 && userAndHost.test(host) && /^\d*$/.test(port);
}

function hasForbidden(text: string): boolean {
  return /[\s\p{Cc}\p{Cn}\p{Cs}]/u.test(text);
}

/** Letters that only IRIs may hold, as URIs spell them (RFC 3987 §3.1). */
function toAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, "a");
}
