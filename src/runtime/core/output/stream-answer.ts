import type { ResponseShape } from "../answer-shape.js";
import { internalError } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { select } from "../select.js";
import type { Shape } from "../shape.js";
import type { ServerEvent } from "../streams.js";
import { byteStream } from "./encode-stream.js";
import { eventHeartbeat, formatEvent } from "./server-events.js";

/** Bytes of a handler, as they come. */
export const byteBody: ResponseShape = {
  kind: "binary",
  open: (exchange, source) =>
    byteStream(source, {
      ...common(exchange),
      encode: (chunk) => {
        if (chunk instanceof Uint8Array) return chunk;
        throw new Error("a chunk that is no bytes");
      },
    }),
};

/** Events, of each what its shape declares for the caller; text where there is no shape. */
export function eventBody(shape: Shape | null): ResponseShape {
  return {
    kind: "events",
    open: (exchange, source) =>
      byteStream(source as AsyncIterable<ServerEvent<unknown>>, {
        ...common(exchange),
        heartbeat: eventHeartbeat,
        encode: (event) => formatEvent(event, dataOf(event, shape, exchange)),
      }),
  };
}

/** Text leaves as it is, since events may carry either; anything else is written as JSON. */
function dataOf({ data }: ServerEvent<unknown>, shape: Shape | null, exchange: Exchange): string {
  if (shape !== null) {
    const selected = selectedOf(shape, data, exchange);
    return typeof selected === "string" ? selected : JSON.stringify(selected);
  }
  if (typeof data === "string") return data;
  throw new Error("an event whose data is no text");
}

/** JSON values, one a line; with the record separator that RFC 7464 puts before each where the media type is its own. */
export function itemBody(shape: Shape): ResponseShape {
  return {
    kind: "items",
    open: (exchange, source, contentType) => {
      const mark = /[/+]json-seq$/.test(contentType) ? "\u001e" : "";
      return byteStream(source, {
        ...common(exchange),
        encode: (item) => `${mark}${JSON.stringify(selectedOf(shape, item, exchange))}\n`,
      });
    },
  };
}

function selectedOf(shape: Shape, value: unknown, { principal }: Exchange): unknown {
  const selected = select(shape, value, principal);
  if (selected === undefined) throw new Error("an item of which nothing may leave");
  return selected;
}

function common(exchange: Exchange): {
  readonly signal: AbortSignal;
  readonly failed: (error: unknown) => void;
} {
  const { incoming, services } = exchange;
  return {
    signal: AbortSignal.any([incoming.gone, services.closing]),
    failed: (error) => {
      services.log.request(exchange, 500, internalError("the answer broke off", error));
    },
  };
}
