import type { Exchange } from "./exchange.js";
import type { ByteStream } from "./output/byte-stream.js";
import { ref, type Shape } from "./shape.js";

/** Opens what a handler gave as a stream: of each item, what may leave. */
export type OpenStream = (
  exchange: Exchange,
  source: AsyncIterable<unknown>,
  contentType: string,
) => ByteStream;

/** Body of one media type of one response. Streams carry what opens them, so that only servers that have some need it. */
export type ResponseShape =
  | { readonly kind: "json"; readonly shape: Shape }
  | { readonly kind: "text" }
  /** Bytes, at once or as they come. */
  | { readonly kind: "binary"; readonly open: OpenStream }
  /** Server-sent events. */
  | { readonly kind: "events"; readonly open: OpenStream }
  /** A sequence of JSON values. */
  | { readonly kind: "items"; readonly open: OpenStream };

/** JSON of which this may leave. */
export function jsonBody(shape: Shape): ResponseShape {
  return { kind: "json", shape };
}

/** What may leave of the bodies of a response, by media type. */
export type BodyShapes = Readonly<Record<string, ResponseShape>>;

/** Of a response that is JSON of this shape and nothing else. */
export function jsonOnly(shape: Shape): BodyShapes {
  return { "application/json": jsonBody(shape) };
}

/** Of a response that is JSON of this schema and nothing else. */
export function jsonOf(shape: () => Shape): BodyShapes {
  return jsonOnly(ref(shape));
}

/** Status (`200`, `4XX` or `default`) → media type → what may leave. No media type: no body. */
export type ResponseShapes = Readonly<Record<string, BodyShapes>>;

/** A header that a handler gives with an answer. */
export interface HeaderShape {
  /** As the document spells it. */
  readonly name: string;
  /** Whether there is no answer without it. */
  readonly required?: true;
  /** Whether names and values of an object are paired: `a=1,b=2`. */
  readonly explode?: true;
  /** Written as JSON. */
  readonly json?: true;
  /** What may leave of a value that is more than one text, a number or a boolean. */
  readonly shape?: Shape;
}

/** Status, as in `ResponseShapes` → its headers; absent where it declares none. */
export type HeaderShapes = Readonly<Record<string, readonly HeaderShape[]>>;
