import { randomBytes, randomUUID } from "node:crypto";
import type { Exchange } from "./exchange.js";
import { singleHeader } from "./message.js";

const acceptableId = /^[A-Za-z0-9._-]{1,128}$/;
const acceptableTrace = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Gives the request its id and its place in a trace, and tells the caller both. */
export function correlate(exchange: Exchange): undefined {
  const id = singleHeader(exchange.headers, "x-request-id");
  exchange.id = id !== undefined && acceptableId.test(id) ? id : randomUUID();
  // Whoever traces the request has given it a span already.
  if (exchange.traceparent === "")
    exchange.traceparent = continueTrace(singleHeader(exchange.headers, "traceparent"));
  exchange.responseHeaders.push(["x-request-id", exchange.id], ["traceparent", exchange.traceparent]);
}

/**
 * The `traceparent` of our own span: the caller's trace with a new parent id, or a new trace where the caller sent
 * none or a malformed one. W3C Trace Context §3.2 (format) and §3.4 (mutating the field); of the flags only
 * `sampled` is carried on, since version 00 defines no other.
 */
export function continueTrace(received: string | undefined): string {
  const span = randomHex(8);
  const parent = readTrace(received);
  if (parent === null) return `00-${randomHex(16)}-${span}-00`;
  return `00-${parent.traceId}-${span}-0${String(parent.traceFlags)}`;
}

/** The caller's span, or null where there is none or the header is malformed. */
export function readTrace(
  received: string | undefined,
): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number } | null {
  const match = acceptableTrace.exec(received ?? "");
  if (match === null) return null;
  const [, version, trace = "", parent = "", flags = "00", rest] = match;
  const valid =
    version !== "ff" &&
    (version !== "00" || rest === undefined) &&
    !/^0+$/.test(trace) &&
    !/^0+$/.test(parent);
  if (!valid) return null;
  return { traceId: trace, spanId: parent, traceFlags: Number.parseInt(flags, 16) & 1 };
}

function randomHex(bytes: number): string {
  const text = randomBytes(bytes).toString("hex");
  return /^0+$/.test(text) ? randomHex(bytes) : text;
}
