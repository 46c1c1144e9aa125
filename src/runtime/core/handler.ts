import { internalError, invalidInput, type Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import type { HandlerAnswer, Problem } from "./result.js";
import type { HandlerContext } from "./route.js";

/** Runs the handler with what passed the fence, and nothing else of the request. */
export async function callHandler(exchange: Exchange): Promise<Ending | undefined> {
  const { plan } = exchange;
  if (plan === null) return undefined;
  const handler = plan.route.handler as (context: HandlerContext) => Promise<HandlerAnswer | Problem>;
  const result = await handler(contextOf(exchange));
  if ("kind" in result) return refusalOf(exchange, result);
  exchange.answer = result;
  return undefined;
}

function contextOf(exchange: Exchange): HandlerContext {
  const { parameters, body, contentType, principal, access, id, traceparent, client, receivedAt } = exchange;
  const { accepted: accepts, incoming } = exchange;
  return {
    params: parameters.path,
    query: parameters.query,
    headers: parameters.header,
    cookies: parameters.cookie,
    body,
    contentType: contentType?.sent ?? null,
    principal,
    data: access?.data,
    request: {
      id,
      traceparent,
      address: client.address,
      receivedAt,
      accepts,
      granted: (grant) => exchange.services.log.granted(exchange, grant),
      signal: incoming.gone,
    },
  };
}

function refusalOf(exchange: Exchange, { status, detail }: Problem): Ending {
  const failedLogin = status === 401 && exchange.plan?.route.policy.authenticates !== null;
  const event = failedLogin ? "authn_login_fail" : status === 403 ? "authz_fail" : null;
  return {
    kind: "refusal",
    status,
    reason: "the handler refused",
    event,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** What an error that was thrown on the way means for the caller; all that is not foreseen here is a 500. */
export function refusalOfError(error: unknown): Ending {
  if (!(error instanceof Error)) return internalError("something was thrown", error);
  // By name: a data source may come from another copy of this runtime, whose classes are not these.
  switch (error.name) {
    case "AccessDenied":
      return { kind: "refusal", status: 403, reason: error.message, event: "authz_fail" };
    case "ParentNotFound":
      return { kind: "refusal", status: 404, reason: error.message, event: "malicious_direct_reference" };
    case "InvalidCursor":
      return invalidInput(400, error.message, { detail: "The cursor does not belong to this list." });
    case "InvalidValue":
      return { kind: "refusal", status: 422, reason: error.message, event: "input_validation_fail" };
    case "UniqueViolation":
    case "ReferenceViolation":
      return { kind: "refusal", status: 409, reason: error.message, event: null };
    default:
      return internalError("an error was thrown", error);
  }
}
