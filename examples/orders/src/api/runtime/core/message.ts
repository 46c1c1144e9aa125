import { addTo } from "./input/group.js";
import type { ByteStream } from "./output/byte-stream.js";

/** One HTTP header; names as they were sent, values as the bytes spell them in Latin-1. */
export type Header = readonly [name: string, value: string];

/** The certificate that a caller showed while the TLS connection was made. */
export interface ClientCertificate {
  /** Does its chain lead to an authority that the server trusts for clients? */
  readonly verified: boolean;
  /** SHA-256 of its DER form, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly commonName: string | null;
  /** Names of `subjectAltName` (RFC 5280 §4.2.1.6), by kind. */
  readonly alternativeNames: readonly { readonly kind: "dns" | "uri" | "email"; readonly value: string }[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A request as a framework adapter hands it over; nothing in it has been interpreted. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as sent, relative to where the API is mounted: `/orders/a%2Fb?limit=10`. */
  readonly target: string;
  /** Raw path parameters, once the operation is found; the fence decodes them, once. */
  readonly params: Readonly<Record<string, string>>;
  /** In the order of the wire, repeated names not merged. */
  readonly headers: readonly Header[];
  /** The peer's address, from the socket. */
  readonly address: string;
  /** Did the peer reach this process over TLS? */
  readonly encrypted: boolean;
  /** What the peer itself showed; absent or null where that is nothing. */
  readonly certificate?: ClientCertificate | null;
  /** Must stay readable by others when the fence stops early. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Aborted when the caller goes before the answer is whole. */
  readonly gone: AbortSignal;
}

export interface OutgoingResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array | ByteStream | null;
}

/** Request headers by lower-case name. */
export type RequestHeaders = ReadonlyMap<string, readonly string[]>;

/** Groups headers by lower-case name and keeps repeated values apart. */
export function groupHeaders(headers: readonly Header[]): RequestHeaders {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of headers) {
    addTo(grouped, name.toLowerCase(), value);
  }
  return grouped;
}

/** The value of a header that occurs exactly once, else undefined. */
export function singleHeader(headers: RequestHeaders, name: string): string | undefined {
  const values = headers.get(name);
  return values?.length === 1 ? values[0] : undefined;
}

/** Path and query of a request target; the query is null where there is no `?`. */
export function splitTarget(target: string): { readonly path: string; readonly query: string | null } {
  const mark = target.indexOf("?");
  return mark === -1
    ? { path: target, query: null }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
