import { internalError, type Ending } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { matchMediaType, parseMediaType } from "../input/media-type.js";
import type { HandlerAnswer } from "../result.js";
import { select, SelectionError } from "../select.js";
import type { ResponseShape } from "../answer-shape.js";
import { answerHeaders, HeaderError } from "./answer-headers.js";
import { declaredStatus } from "./declared-status.js";

/**
 * Lets through what the document declares for this status and media type, field by field. A status, a media type or
 * a kind of body that it does not declare cannot leave; the caller gets a 500 and the log says why.
 */
export async function selectAnswer(exchange: Exchange): Promise<Ending | undefined> {
  const { answer, plan } = exchange;
  if (answer === null || plan === null) return undefined;
  const responses = plan.route.responses();
  const status = declaredStatus(responses, answer.status);
  if (status === null) return internalError(`undeclared status ${String(answer.status)}`);
  try {
    const headers = await answerHeaders(exchange, answer, status);
    return selectBody(exchange, { ...answer, headers }, responses[status] ?? {});
  } catch (error) {
    if (error instanceof HeaderError) return internalError(error.message);
    if (error instanceof SelectionError)
      return internalError(`selection for ${exchange.principal?.subject ?? "nobody"}`, error);
    throw error;
  }
}

type Contents = Readonly<Record<string, ResponseShape>>;

function selectBody(exchange: Exchange, answer: HandlerAnswer, contents: Contents): Ending | undefined {
  const declared = Object.keys(contents);
  const isEmpty = answer.body === undefined || answer.body === null;
  if (declared.length === 0 || answer.body === undefined) return bodiless(exchange, answer, declared);
  const chosen = chooseContent(contents, answer);
  if (isEmpty && chosen?.shape.kind !== "json") return bodiless(exchange, answer, declared);
  if (chosen === null) return internalError(`undeclared media type ${answer.contentType ?? "(none named)"}`);
  const body = bodyOf(chosen, answer.body, exchange);
  if (body === undefined) return internalError(`a body that is not ${chosen.shape.kind}`);
  exchange.answer = { ...answer, body, contentType: chosen.contentType };
  return undefined;
}

/** Null is a body only where JSON is declared. */
function bodiless(
  exchange: Exchange,
  answer: HandlerAnswer,
  declared: readonly string[],
): Ending | undefined {
  if (declared.length === 0 && answer.body !== undefined && answer.body !== null) {
    return internalError(`a body where status ${String(answer.status)} declares none`);
  }
  const { status, headers } = answer;
  exchange.answer = headers === undefined ? { status } : { status, headers };
  return undefined;
}

interface ChosenContent {
  readonly shape: ResponseShape;
  readonly contentType: string;
}

/** The media type that the handler names, or the only one that is declared. */
function chooseContent(contents: Contents, answer: HandlerAnswer): ChosenContent | null {
  const declared = Object.keys(contents);
  if (answer.contentType === undefined) {
    const only = declared.length === 1 ? declared[0] : undefined;
    const shape = only === undefined ? undefined : contents[only];
    return shape === undefined || only === undefined ? null : { shape, contentType: concrete(only, shape) };
  }
  const named = parseMediaType(answer.contentType);
  const matched =
    named === null
      ? null
      : matchMediaType(
          declared.map((type) => type.toLowerCase()),
          named.essence,
        );
  const key = declared.find((type) => type.toLowerCase() === matched);
  const shape = key === undefined ? undefined : contents[key];
  return shape === undefined || named === null ? null : { shape, contentType: named.essence };
}

/** A range such as `text/*` is no type to answer with. */
function concrete(declared: string, shape: ResponseShape): string {
  if (!declared.includes("*")) return declared;
  switch (shape.kind) {
    case "text":
      return "text/plain";
    case "binary":
      return "application/octet-stream";
    case "json":
    case "events":
    case "items":
      return "application/json";
  }
}

/** Undefined where the body is not of the declared kind. */
function bodyOf({ shape, contentType }: ChosenContent, body: unknown, exchange: Exchange): unknown {
  switch (shape.kind) {
    case "json":
      return select(shape.shape, body, exchange.principal);
    case "text":
      return typeof body === "string" ? body : undefined;
    case "binary":
      if (body instanceof Uint8Array) return body;
      return isIterable(body) ? shape.open(exchange, body, contentType) : undefined;
    case "events":
    case "items":
      return isIterable(body) ? shape.open(exchange, body, contentType) : undefined;
  }
}

function isIterable(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
