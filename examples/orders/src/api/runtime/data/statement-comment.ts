import type { RequestTrace } from "../core/access.js";

/**
 * The comment that ends every statement of a request, as sqlcommenter writes it: `request_id='…',traceparent='…'`.
 * Logs and `pg_stat_activity` of PostgreSQL show it, and it costs no round trip. Whatever is no letter, digit, dot,
 * dash or underscore is left out, so that no value can end the comment or a quote in it.
 */
export function statementComment({ requestId, traceparent }: RequestTrace): string {
  return ` /*request_id='${harmless(requestId)}',traceparent='${harmless(traceparent)}'*/`;
}

function harmless(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]/g, "").slice(0, 128);
}
