import type { Ending } from "../ending.js";
import type { Exchange } from "../exchange.js";
import type { ResponseShapes } from "../answer-shape.js";
import { accepted } from "./accept.js";

/**
 * Finds out which of the declared media types the caller accepts. Where it accepts none of those that a success may have,
 * the answer is 406, before the handler does anything (RFC 9110 §12.5.1). Refusals are problem details whatever it accepts.
 */
export function negotiate(exchange: Exchange): Ending | undefined {
  const { plan, headers } = exchange;
  if (plan === null) return undefined;
  const offered = successTypes(plan.route.responses());
  if (offered.length > 1) exchange.responseHeaders.push(["vary", "Accept"]);
  exchange.accepted = accepted(offered, headers.get("accept") ?? []);
  if (offered.length === 0 || exchange.accepted.length > 0 || hasBodiless(plan.route.responses()))
    return undefined;
  return {
    kind: "refusal",
    status: 406,
    reason: "no acceptable media type",
    event: null,
    detail: `This operation answers with ${offered.join(" or ")}.`,
  };
}

function successTypes(responses: ResponseShapes): readonly string[] {
  return [...new Set(successes(responses).flatMap((contents) => Object.keys(contents)))];
}

function hasBodiless(responses: ResponseShapes): boolean {
  return successes(responses).some((contents) => Object.keys(contents).length === 0);
}

/** `default` counts only where nothing else is a success. */
function successes(responses: ResponseShapes): readonly ResponseShapes[string][] {
  const declared = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  return (
    declared.length > 0 ? declared : Object.entries(responses).filter(([status]) => status === "default")
  ).map(([, contents]) => contents);
}
