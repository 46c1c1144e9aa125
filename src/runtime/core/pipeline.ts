import { audit } from "./audit.js";
import { authenticate } from "./authentication/authenticate.js";
import { bindIds, openAccess } from "./bindings.js";
import { locateClient } from "./client-address.js";
import { refuseClosed } from "./closed.js";
import { correlate } from "./correlation.js";
import { applyCors } from "./cors.js";
import type { Departure } from "./departure.js";
import { internalError, type Ending } from "./ending.js";
import type { Exchange, Step } from "./exchange.js";
import { refuseForgery } from "./forgery.js";
import { callHandler, refusalOfError } from "./handler.js";
import { requireHost } from "./host.js";
import { observe, tellObservers } from "./insight/observe.js";
import { readBody } from "./input/body.js";
import { guardFields } from "./input/guard-fields.js";
import { readParameters } from "./input/parameters.js";
import { validate } from "./input/validation.js";
import { limitAddress, limitPrincipal, limitRequest } from "./limits/enforce.js";
import { settleLimits } from "./limits/settle.js";
import type { Header, OutgoingResponse } from "./message.js";
import { discardSource, isByteStream, whenOver } from "./output/byte-stream.js";
import { negotiate } from "./output/negotiate.js";
import { render } from "./output/render.js";
import { refuseUnsafeHeaders } from "./output/safe-headers.js";
import { addSecurityHeaders } from "./output/security-headers.js";
import { selectAnswer } from "./output/select-answer.js";
import { renderProblem } from "./problem.js";
import { requireRights } from "./rights.js";
import { answerSecurityTxt } from "./security-txt.js";
import { requireTransport } from "./transport.js";
import { answerUnmatched } from "./unmatched.js";

/** The way of a request to its operation, in order. Each line is one fence; the first that refuses ends the way. */
export const steps: readonly Step[] = [
  correlate,
  locateClient,
  requireTransport,
  applyCors,
  limitAddress,
  requireHost,
  authenticate,
  refuseForgery,
  limitPrincipal,
  refuseClosed,
  requireRights,
  negotiate,
  readParameters,
  readBody,
  guardFields,
  validate,
  limitRequest,
  openAccess,
  bindIds,
  callHandler,
  selectAnswer,
];

/** The way of a request that no operation serves. */
export const unmatchedSteps: readonly Step[] = [
  correlate,
  locateClient,
  requireTransport,
  applyCors,
  limitAddress,
  requireHost,
  answerSecurityTxt,
  answerUnmatched,
];

/** What happens to every answer on its way out, refusals included. */
export const departures: readonly Departure[] = [
  refuseUnsafeHeaders,
  settleLimits,
  addSecurityHeaders,
  audit,
  observe,
];

/** Walks an exchange through its steps and its answer through the departures. Never rejects. */
export function run(exchange: Exchange, way: readonly Step[]): Promise<OutgoingResponse> {
  const { tracing } = exchange.services;
  const work = (): Promise<OutgoingResponse> => answerAndTidy(exchange, way);
  return tracing === null ? work() : tracing(exchange, work);
}

async function answerAndTidy(exchange: Exchange, way: readonly Step[]): Promise<OutgoingResponse> {
  const response = await answer(exchange, way);
  const { body } = response;
  if (exchange.answer !== null && exchange.answer.body !== body) discardSource(exchange.answer.body);
  if (!isByteStream(body)) {
    await removeUploads(exchange);
    return response;
  }
  return { ...response, body: whenOver(body, () => void removeUploads(exchange)) };
}

async function answer(exchange: Exchange, way: readonly Step[]): Promise<OutgoingResponse> {
  try {
    const ending = await walk(exchange, way);
    exchange.ending = ending ?? null;
    let response = render(exchange, ending);
    for (const departure of departures) response = await departure(exchange, response);
    return response;
  } catch (error) {
    return breakDown(exchange, error);
  }
}

/** What was uploaded lives as long as its request and the stream that answers it. A folder that cannot be removed changes no answer. */
async function removeUploads({ uploads }: Exchange): Promise<void> {
  try {
    await uploads?.close();
  } catch {
    // The system clears its folder of temporary files.
  }
}

async function walk(exchange: Exchange, way: readonly Step[]): Promise<Ending | undefined> {
  try {
    for (const step of way) {
      const ending = await step(exchange);
      if (ending !== undefined) return ending;
    }
    return undefined;
  } catch (error) {
    return refusalOfError(error);
  }
}

/** A departure failed, so nothing of the answer can be trusted to be complete. */
function breakDown(exchange: Exchange, error: unknown): OutgoingResponse {
  exchange.services.log.request(exchange, 500, internalError("the answer could not be completed", error));
  tellObservers(exchange, 500);
  const headers: readonly Header[] = [
    ...exchange.responseHeaders,
    ["content-type", "application/problem+json"],
    ["cache-control", "no-store"],
    ["x-content-type-options", "nosniff"],
  ];
  return { status: 500, headers, body: renderProblem({ status: 500 }) };
}
