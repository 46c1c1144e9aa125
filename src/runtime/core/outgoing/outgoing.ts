import { select } from "../select.js";
import type { ResponseShape } from "../shape.js";
import { evaluate, type ExpressionContext } from "./expression.js";
import { send, type Message, type Reply, type SendOptions } from "./send.js";

/** A request that the server makes, as the document describes it. */
export interface OutgoingDescription {
  readonly method: string;
  /** Null where it has no body. */
  readonly content: { readonly mediaType: string; readonly shape: ResponseShape } | null;
}

/** A webhook: a request to whoever has registered for it. */
export interface Webhook<Payload> {
  /**
   * The request as it may leave: of the payload what the document declares, without what only some callers may see.
   * Throws SelectionError for a payload that is not as declared.
   */
  readonly message: (payload: Payload) => Message;
  /** Sends it: https only, to public addresses, without following redirections; see SendOptions. */
  readonly send: (url: string, payload: Payload, options?: SendOptions) => Promise<Reply>;
}

/** A callback: a request to where the caller of an operation said. */
export interface Callback<Payload> extends Webhook<Payload> {
  /** Where the caller wants it, not yet judged: `send` does that. Throws ExpressionError where the caller did not say. */
  readonly url: (context: ExpressionContext) => string;
}

export function webhook<Payload>(description: OutgoingDescription): Webhook<Payload> {
  const message = (payload: Payload): Message => ({
    method: description.method,
    contentType: description.content?.mediaType ?? null,
    body: bodyOf(description, payload),
  });
  return { message, send: async (url, payload, options) => send(url, message(payload), options) };
}

/** `expression` is the key of the callback in the document. */
export function callback<Payload>(expression: string, description: OutgoingDescription): Callback<Payload> {
  return { ...webhook<Payload>(description), url: (context) => evaluate(expression, context) };
}

function bodyOf({ content }: OutgoingDescription, payload: unknown): Message["body"] {
  if (content === null) return "";
  switch (content.shape.kind) {
    case "json":
      return JSON.stringify(select(content.shape.shape, payload, null));
    case "binary":
      if (payload instanceof Uint8Array) return payload;
      throw new TypeError("a payload that is no bytes");
    case "text":
      if (typeof payload === "string") return payload;
      throw new TypeError("a payload that is no text");
    case "events":
    case "items":
      throw new TypeError("a stream is no payload");
  }
}
