import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import type { OpenTelemetryApi } from "../../../../src/runtime/core/insight/tracing.js";
import { createTestFence, operation, route } from "./harness.js";

interface Recorded {
  readonly name: string;
  readonly kind: number;
  readonly attributes: Record<string, string | number>;
  readonly parent: string | undefined;
  status?: number;
  ended?: true;
}

/** A tracer that keeps what it is told, with the semantics of the API's context. */
function recorder(spanId: string): {
  readonly api: OpenTelemetryApi;
  readonly spans: Recorded[];
  readonly active: () => unknown;
} {
  const spans: Recorded[] = [];
  const storage = new AsyncLocalStorage<object>();
  const traceId = "a".repeat(32);
  const api: OpenTelemetryApi = {
    ROOT_CONTEXT: {} as never,
    context: { with: (context, work) => storage.run(context, work) },
    trace: {
      setSpan: (context, span) => ({ ...context, span }) as never,
      setSpanContext: (context, parent) => ({ ...context, parent }) as never,
      getTracer: () => ({
        startSpan: (name, { kind, attributes }, context) => {
          const parent = (context as { parent?: { spanId: string } } & object).parent?.spanId;
          const recorded: Recorded = { name, kind, attributes: { ...attributes }, parent };
          spans.push(recorded);
          return {
            spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
            setAttribute: (key, value) => (recorded.attributes[key] = value),
            setStatus: ({ code }) => (recorded.status = code),
            end: () => void (recorded.ended = true),
          };
        },
      }),
    },
  };
  return { api, spans, active: () => storage.getStore() };
}

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("[C64] a request is a span below the caller's, and everything bears the span's own identity", async () => {
  const { api, spans, active } = recorder("b".repeat(16));
  let inside: unknown;
  const handler = async () => {
    inside = active();
    return { status: 200, body: { id: "1" } };
  };
  const { send, log } = await createTestFence([route(operation(), { handler })], { openTelemetry: api });
  const answer = await send({ headers: [["traceparent", traceparent]], target: "/things/secret-id" });
  expect(spans).toEqual([
    {
      name: "GET /things/{id}",
      kind: 1,
      parent: "b7ad6b7169203331",
      attributes: {
        "http.request.method": "GET",
        "http.route": "/things/{id}",
        "ringfence.operation": "getThing",
        "http.response.status_code": 200,
      },
      ended: true,
    },
  ]);
  expect(inside).toHaveProperty("span");
  const own = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  expect(answer.header("traceparent")).toBe(own);
  expect(log.lines.at(-1)).toMatchObject({ traceparent: own });
});

test("a failure is one in the span as well, and unknown methods and paths are not names", async () => {
  const { api, spans } = recorder("b".repeat(16));
  const handler = () => Promise.reject(new Error("hunter2"));
  const { send, fence } = await createTestFence([route(operation(), { handler })], { openTelemetry: api });
  await send();
  await fence.answer({
    ...{
      method: "MADEUP",
      target: "/secret",
      params: {},
      headers: [],
      address: "127.0.0.1",
      encrypted: false,
    },
    body: (async function* () {})(),
    gone: new AbortController().signal,
  });
  expect(spans).toMatchObject([
    { status: 2, attributes: { "error.type": "500" }, ended: true },
    { name: "_OTHER", attributes: { "http.response.status_code": 404 }, ended: true },
  ]);
  expect(JSON.stringify(spans)).not.toMatch(/hunter2|secret|127\.0/);
});

test("[C64] a span without identity, as there is without an SDK, leaves the trace as it would be", async () => {
  for (const spanId of ["0".repeat(16), "b7ad6b7169203331"]) {
    const { send } = await createTestFence([route(operation())], { openTelemetry: recorder(spanId).api });
    const answer = await send({ headers: [["traceparent", traceparent]] });
    expect(answer.header("traceparent")).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
    );
  }
});
