import type { Departure } from "../departure.js";
import { internalError } from "../ending.js";
import type { OutgoingResponse } from "../message.js";
import { renderProblem } from "../problem.js";

const fieldName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** RFC 9110 §5.5 without line breaks, other control characters and bytes beyond Latin-1. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that belong to the fence or to the connection; a handler that sets one is mistaken. */
export const reserved: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-type",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "trailer",
  "te",
  "x-request-id",
  "traceparent",
  "x-content-type-options",
  "content-security-policy",
  "strict-transport-security",
  "ratelimit",
  "ratelimit-policy",
]);

/**
 * Holds back an answer whose headers could split the response or speak for the fence: a line break in a header value
 * would let whoever supplied it write headers, or a second response, of their own.
 */
export const refuseUnsafeHeaders: Departure = (exchange, draft) => {
  const own = exchange.answer?.headers ?? {};
  const unsafe = draft.headers.find(
    ([name, value]) => !fieldName.test(name) || typeof value !== "string" || !fieldValue.test(value),
  );
  const presumed = Object.keys(own).find((name) => isFenced(name.toLowerCase()));
  if (unsafe === undefined && presumed === undefined) return draft;
  exchange.ending = internalError(
    unsafe === undefined ? "a reserved header of the handler" : "an unsafe header of the handler",
  );
  return problemResponse(500);
};

/** Whether a handler must not write this header, by its name in lower case: it is the fence's, the connection's or none. */
export function isFenced(name: string): boolean {
  return !fieldName.test(name) || reserved.has(name) || name.startsWith("access-control-");
}

function problemResponse(status: number): OutgoingResponse {
  return { status, headers: [["content-type", "application/problem+json"]], body: renderProblem({ status }) };
}
