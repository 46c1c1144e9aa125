import { readTrace } from "../correlation.js";
import type { Exchange } from "../exchange.js";
import { singleHeader } from "../message.js";

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

/** Runs the way of a request inside of a span. */
export type Tracing = <Answer extends { readonly status: number }>(
  exchange: Exchange,
  work: () => Promise<Answer>,
) => Promise<Answer>;

/** `SpanKind.SERVER` and `SpanStatusCode.ERROR` of the API. */
const server = 1;
const failed = 2;
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
    return api.context.with(api.trace.setSpan(around, span), async () => {
      try {
        const answer = await work();
        span.setAttribute("http.response.status_code", answer.status);
        if (answer.status >= 500) {
          span.setAttribute("error.type", String(answer.status));
          span.setStatus({ code: failed });
        }
        return answer;
      } finally {
        span.end();
      }
    });
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
