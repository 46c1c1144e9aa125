import { readTrace } from "../correlation.js";
import type { Exchange } from "../exchange.js";
import { singleHeader, type OutgoingResponse } from "../message.js";
import { isByteStream, whenOver, type ByteStream } from "../output/byte-stream.js";

/** As much of `@opentelemetry/api` 1.x as is needed: the module itself fits. */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: SpanOptions, context: TraceContext): TraceSpan;
    };
    setSpan(context: TraceContext, span: TraceSpan): TraceContext;
    setSpanContext(context: TraceContext, parent: SpanIdentity): TraceContext;
  };
  readonly context: {
    with<Result>(context: TraceContext, work: () => Result): Result;
  };
  readonly ROOT_CONTEXT: TraceContext;
}

interface TraceContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): TraceContext;
  deleteValue(key: symbol): TraceContext;
}

interface SpanOptions {
  readonly kind: number;
  readonly attributes: Record<string, string>;
}

interface SpanIdentity {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean;
}

interface TraceSpan {
  spanContext(): SpanIdentity;
  setAttribute(key: string, value: string | number): unknown;
  setStatus(status: { code: number }): unknown;
  end(): void;
}

/** Runs the way of a request inside of a span, which lasts as long as the answer takes to leave. */
export type Tracing = (
  exchange: Exchange,
  work: () => Promise<OutgoingResponse>,
) => Promise<OutgoingResponse>;

/** `SpanKind.SERVER` and `SpanStatusCode.ERROR` of the API. */
const server = 1;
const error = 2;
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "QUERY"];

/**
 * A server span for each request, named and described by OpenTelemetry's semantic conventions for HTTP, as far as they name
 * no person: neither addresses nor paths as they came, which hold ids. What the handler calls becomes a child of it.
 */
export function createTracing(api: OpenTelemetryApi): Tracing {
  const tracer = api.trace.getTracer("ringfence");
  return (exchange, work) => {
    const policy = exchange.plan?.route.policy;
    const method = methods.includes(exchange.incoming.method) ? exchange.incoming.method : "_OTHER";
    const received = readTrace(singleHeader(exchange.headers, "traceparent"));
    const around =
      received === null
        ? api.ROOT_CONTEXT
        : api.trace.setSpanContext(api.ROOT_CONTEXT, { ...received, isRemote: true });
    const attributes = {
      "http.request.method": method,
      ...(policy === undefined ? {} : { "http.route": policy.path, "ringfence.operation": policy.id }),
    };
    const name = policy === undefined ? method : `${method} ${policy.path}`;
    const span = tracer.startSpan(name, { kind: server, attributes }, around);
    adopt(exchange, span.spanContext(), received?.spanId);
    const inside: Inside = (part) => api.context.with(api.trace.setSpan(around, span), part);
    return inside(() => traced(span, inside, work));
  };
}

/** Runs a part of a request's work, so that spans that are begun there are children of the request's. */
type Inside = <Result>(part: () => Result) => Result;

async function traced(
  span: TraceSpan,
  inside: Inside,
  work: () => Promise<OutgoingResponse>,
): Promise<OutgoingResponse> {
  let isLeaving = false;
  try {
    const answer = await work();
    span.setAttribute("http.response.status_code", answer.status);
    if (answer.status >= 500) {
      span.setAttribute("error.type", String(answer.status));
      span.setStatus({ code: error });
    }
    if (!isByteStream(answer.body)) return answer;
    isLeaving = true;
    return { ...answer, body: tracedStream(span, inside, answer.body) };
  } finally {
    if (!isLeaving) span.end();
  }
}

/** Ends the span with the stream. One that breaks off has its status behind it: the attribute alone says so. */
function tracedStream(span: TraceSpan, inside: Inside, stream: ByteStream): ByteStream {
  const watched = whenOver(stream, (failed) => {
    if (failed) span.setAttribute("error.type", "stream");
    span.end();
  });
  return {
    ...watched,
    [Symbol.asyncIterator]: () => {
      const source = watched[Symbol.asyncIterator]();
      return {
        next: () => inside(() => source.next()),
        return: async () => source.return?.() ?? { done: true, value: undefined },
      };
    },
  };
}

/** Without an SDK a span has no identity of its own: the exchange then gets one as if nobody traced. */
function adopt(
  exchange: Exchange,
  { traceId, spanId, traceFlags }: SpanIdentity,
  parent: string | undefined,
): void {
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId) || spanId === parent) return;
  exchange.traceparent = `00-${traceId}-${spanId}-0${String(traceFlags & 1)}`;
}
