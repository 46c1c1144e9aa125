/** What a proxy refuses by itself. */
export type EdgeProblem =
  "malformed" | "plain" | "unknown" | "late" | "large" | "long" | "misdirected" | "many" | "headers" | "down";

interface Refusal {
  /** Codes of nginx that end here; 494 to 497 are its own. */
  readonly codes: readonly string[];
  readonly status: number;
  /** Problem details (RFC 9457). Holds no single quote. */
  readonly body: string;
}

export const problems: Readonly<Record<EdgeProblem, Refusal>> = {
  malformed: refusal(400, "Bad Request", ["400", "405", "495", "496"]),
  plain: refusal(403, "Forbidden", ["497"], "This API is served over HTTPS only."),
  unknown: refusal(404, "Not Found", ["404"]),
  late: refusal(408, "Request Timeout", ["408"]),
  large: refusal(413, "Payload Too Large", ["413"]),
  long: refusal(414, "URI Too Long", ["414"]),
  misdirected: refusal(421, "Misdirected Request", ["421"]),
  many: refusal(429, "Too Many Requests", ["429"]),
  headers: refusal(431, "Request Header Fields Too Large", ["494"]),
  down: refusal(503, "Service Unavailable", ["500", "502", "503", "504"]),
};

function refusal(status: number, title: string, codes: readonly string[], detail?: string): Refusal {
  return { codes, status, body: JSON.stringify({ type: "about:blank", title, status, detail }) };
}
