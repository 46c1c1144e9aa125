import { STATUS_CODES } from "node:http";
import type { Refusal } from "./ending.js";

/**
 * Problem details (RFC 9457) of a refusal: what the caller may know, and nothing that tells one missing object from
 * another. There is no `instance` and no request id in the body (the id is in `x-request-id`), so that equal
 * refusals are equal byte for byte.
 */
export function renderProblem({
  status,
  detail,
  errors,
}: Pick<Refusal, "status" | "detail" | "errors">): string {
  return JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    errors,
  });
}
