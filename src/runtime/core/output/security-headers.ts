import type { Departure } from "../departure.js";
import type { Header } from "../message.js";
import { isByteStream } from "./byte-stream.js";

/** Statuses whose responses have no content. RFC 9110 §6.4.1. */
const withoutContent = new Set([204, 205, 304]);

/**
 * Headers that every answer carries: no sniffing, no framing, no scripts (an API answers with data, not pages), and
 * no storing of anything that was made for one caller or reports an error. HEAD gets the headers of GET and no body
 * (RFC 9110 §9.3.2).
 */
export const addSecurityHeaders: Departure = (exchange, draft) => {
  const personal =
    exchange.principal !== null || exchange.plan?.route.policy.authentication.kind === "required";
  const noStore = personal || draft.status >= 400 || exchange.plan?.route.policy.authenticates != null;
  const kept = draft.headers.filter(([name]) => !(noStore && name === "cache-control"));
  const headers: Header[] = [
    ...mergeVary([...kept, ...exchange.responseHeaders]),
    ["x-content-type-options", "nosniff"],
    ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
    ["referrer-policy", "no-referrer"],
  ];
  if (noStore) headers.push(["cache-control", "no-store"]);
  if (withoutContent.has(draft.status)) {
    return { status: draft.status, headers: headers.filter(([name]) => name !== "content-type"), body: null };
  }
  if (exchange.incoming.method !== "HEAD") return { ...draft, headers };
  if (isByteStream(draft.body)) return { status: draft.status, headers, body: null };
  const length = Buffer.byteLength(draft.body ?? "");
  return { status: draft.status, headers: [...headers, ["content-length", String(length)]], body: null };
};

/** One `Vary`, whoever asked for it. */
function mergeVary(headers: readonly Header[]): readonly Header[] {
  const fields = headers.filter(([name]) => name === "vary").map(([, value]) => value);
  const others = headers.filter(([name]) => name !== "vary");
  return fields.length === 0 ? others : [...others, ["vary", [...new Set(fields)].join(", ")]];
}
