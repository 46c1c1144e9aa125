import type { FieldError } from "../ending.js";
import { escapeToken } from "../input/pointer.js";
import { fieldErrors } from "../input/validation.js";
import { once } from "../once.js";
import type { ParameterPolicy } from "../policy.js";
import { select, SelectionError } from "../select.js";
import type { ResponseShape } from "../answer-shape.js";
import type { ParameterShapes, Shape } from "../shape.js";
import type { OperationValidators } from "../validator.js";
import { textErrors } from "./text-errors.js";
import { SpellingError, writeHeaders, writeQuery } from "./write-parameters.js";

/** A request as it may leave. */
export interface Message {
  readonly method: string;
  /** To be added to the URL, without question mark; empty where there is nothing to add. */
  readonly query: string;
  /** The declared ones, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string | null;
  readonly body: string | Uint8Array;
}

/** What was to be sent is not what the document declares; nothing was sent. */
export class MessageError extends Error {
  override readonly name = "MessageError";
  /** Where, and what is wrong there, in words that never repeat a value. */
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super(`not as declared: ${errors.map(sentence).join("; ")}`);
    this.errors = errors;
  }
}

function sentence({ in: location, pointer, message }: FieldError): string {
  return `${location}${pointer === "" ? "" : ` ${pointer}`}: ${message}`;
}

/** How a message is made. */
export interface MessageDescription {
  readonly method: string;
  /** Null where it has no body. */
  readonly content: { readonly mediaType: string; readonly shape: () => ResponseShape } | null;
  /** Absent where it has none. */
  readonly parameters?: {
    readonly policies: readonly ParameterPolicy[];
    readonly shapes: () => ParameterShapes;
  };
}

/** Parameters as the sender gives them; headers may be made of the body, as signatures are. */
export interface GivenParameters {
  readonly query?: unknown;
  readonly headers?: unknown;
}

/**
 * Of what is given, the request that the document declares: what it does not declare is left out, and the rest is held against
 * its schemas.
 * @throws MessageError where it is not as declared.
 */
export function compose(
  description: MessageDescription,
  validators: OperationValidators,
  payload: unknown,
  given: GivenParameters = {},
): Message {
  const { method, content } = description;
  const body = bodyOf(description, validators, payload);
  const policies = description.parameters?.policies ?? [];
  const shapes = description.parameters === undefined ? {} : once(description.parameters.shapes)();
  const values = (location: "query" | "header", written: unknown): Readonly<Record<string, unknown>> => {
    const shape = shapes[location];
    if (shape === undefined) return {};
    const selected = selectIn(location, shape, written ?? {}) as Readonly<Record<string, unknown>>;
    hold(fieldErrors(location, validators[location], selected));
    return selected;
  };
  const headers: unknown =
    typeof given.headers === "function" ? (given.headers as HeaderMaker)(body) : given.headers;
  return {
    method,
    query: spelled("query", () => writeQuery(policies, values("query", given.query))),
    headers: spelled("header", () => writeHeaders(policies, values("header", headers))),
    contentType: content?.mediaType ?? null,
    body,
  };
}

type HeaderMaker = (body: Message["body"]) => unknown;

function bodyOf(
  { content }: MessageDescription,
  validators: OperationValidators,
  payload: unknown,
): Message["body"] {
  if (content === null) return "";
  const shape = once(content.shape)();
  const validator = validators.body?.[content.mediaType];
  switch (shape.kind) {
    case "json": {
      const selected = selectIn("body", shape.shape, payload);
      if (selected === undefined) throw bodyError("is required");
      hold(fieldErrors("body", validator, selected));
      return JSON.stringify(selected);
    }
    case "binary":
      if (payload instanceof Uint8Array) return payload;
      throw bodyError("must be bytes");
    case "text":
      if (typeof payload !== "string") throw bodyError("must be text");
      hold(textErrors(validator, payload));
      return payload;
    case "events":
    case "items":
      throw bodyError("a stream is no payload");
  }
}

function bodyError(message: string): MessageError {
  return new MessageError([{ in: "body", pointer: "", message }]);
}

function selectIn(location: FieldError["in"], shape: Shape, value: unknown): unknown {
  try {
    return select(shape, value, null);
  } catch (error) {
    if (!(error instanceof SelectionError)) throw error;
    throw new MessageError([{ in: location, pointer: error.pointer, message: "is no value to send" }]);
  }
}

function spelled<T>(location: FieldError["in"], write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof SpellingError)) throw error;
    const pointer = `/${escapeToken(error.parameter)}`;
    throw new MessageError([{ in: location, pointer, message: "has no spelling here" }]);
  }
}

function hold(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new MessageError(errors);
}
