import { needsNothing, securityOf } from "../model/authentication.js";
import type { JsonObject } from "../document/document.js";
import { memberOf } from "../document/json.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { segmentsOf } from "../model/path-ids.js";
import { wordsOf } from "./names.js";

/** What an operation says about callers without credentials. */
export type Openness =
  /** Its own `security` asks for nothing. */
  | "stated"
  /** Nothing says anything: neither the operation nor the document has a `security`. */
  | "unsaid"
  | "closed";

export function opennessOf(root: JsonObject, slot: OperationSlot): Openness {
  const security = securityOf(root, slot);
  if (security === undefined) return "unsaid";
  if (!needsNothing(security.value)) return "closed";
  return memberOf(slot.value, "security") === undefined ? "unsaid" : "stated";
}

const probes: ReadonlySet<string> = new Set([
  ...["health", "healthz", "healthcheck", "health check", "ready", "readyz", "readiness", "live", "livez"],
  ...["liveness", "ping", "heartbeat"],
]);

/** A probe of whoever operates the server: `GET /health`, without ids. */
export function isProbe(slot: OperationSlot): boolean {
  const segments = segmentsOf(slot.path);
  const last = segments.at(-1)?.text ?? "";
  return (
    slot.method === "GET" &&
    segments.every(({ parameters }) => parameters.length === 0) &&
    probes.has(wordsOf(last))
  );
}

/** A method that changes nothing (RFC 9110 §9.2.1). */
export function isSafe({ method }: OperationSlot): boolean {
  return ["GET", "HEAD", "OPTIONS", "QUERY"].includes(method);
}
