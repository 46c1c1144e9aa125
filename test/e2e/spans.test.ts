import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import * as openTelemetry from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";

const events: JsonObject = {
  responses: { "200": { description: "", content: { "text/event-stream": { schema: { type: "string" } } } } },
};
const document = openDocument(
  {
    "/events/{way}": {
      get: openOperation("events", {
        ...events,
        parameters: [{ name: "way", in: "path", required: true, schema: { type: "string", maxLength: 20 } }],
      }),
    },
    "/plain": { get: openOperation("plain") },
    "/broken": { get: openOperation("broken") },
    "/missing": { get: openOperation("missing") },
  },
  "3.2.0",
);

async function* slowly(way: string): AsyncGenerator<{ readonly data: string }> {
  yield { data: "first" };
  openTelemetry.trace.getTracer("application").startSpan("read the next").end();
  await wait(300);
  if (way === "fails") throw new Error("hunter2");
  if (way === "endless") for (;;) yield { data: "more".repeat(1_000) };
  if (way === "hangs") await new Promise(() => undefined);
  yield { data: "last" };
}

const exporter = new InMemorySpanExporter();
let server: GeneratedServer;

beforeAll(async () => {
  openTelemetry.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  openTelemetry.trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  server = await startGenerated({
    name: "e2e-spans",
    document,
    handlers: {
      events: async ({ params, request: { signal } }) => {
        const { way } = params as { readonly way: string };
        if (way === "late") await once(signal, "abort");
        return { status: 200, body: slowly(way) };
      },
      plain: async () => ({ status: 200, body: {} }),
      broken: () => Promise.reject(new Error("hunter2")),
      missing: async () => ({ kind: "problem", status: 404 }) as never,
    },
    options: { openTelemetry },
  });
}, 120_000);
beforeEach(() => exporter.reset());
afterAll(async () => {
  await server.close();
  openTelemetry.trace.disable();
  openTelemetry.context.disable();
});

const parent = { trace: "0af7651916cd43dd8448eb211c80319c", span: "b7ad6b7169203331" };
const headers = { traceparent: `00-${parent.trace}-${parent.span}-01` };

/** Spans of requests that have ended, the SDK's own view of them. */
const ended = (): readonly ReadableSpan[] =>
  exporter.getFinishedSpans().filter(({ kind }) => kind === openTelemetry.SpanKind.SERVER);
const milliseconds = ({ duration: [seconds, nanoseconds] }: ReadableSpan): number =>
  seconds * 1_000 + nanoseconds / 1_000_000;
const streamed = {
  "http.request.method": "GET",
  "http.route": "/events/{way}",
  "ringfence.operation": "events",
  "http.response.status_code": 200,
};

async function begin(way: string, signal?: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const answer = await fetch(`${server.base}/events/${way}`, {
    headers,
    ...(signal === undefined ? {} : { signal }),
  });
  const reader = answer.body?.getReader();
  if (reader === undefined) throw new Error("no body");
  await reader.read();
  return reader;
}

describe("spans, as OpenTelemetry's SDK sees them", () => {
  it("[C64] of a streamed answer last as long as the stream, below the caller's, with what its handler does below them", async () => {
    const reader = await begin("ends");
    expect(ended()).toHaveLength(0);
    while (!(await reader.read()).done);
    await expect.poll(ended).toHaveLength(1);
    const [span] = ended();
    expect(span).toMatchObject({ name: "GET /events/{way}", attributes: streamed, status: { code: 0 } });
    expect(Object.keys(span?.attributes ?? {})).toHaveLength(4);
    expect(span?.spanContext().traceId).toBe(parent.trace);
    expect(span?.parentSpanContext).toMatchObject({ spanId: parent.span, isRemote: true });
    expect(span === undefined ? 0 : milliseconds(span)).toBeGreaterThan(290);
    const child = exporter.getFinishedSpans().find(({ name }) => name === "read the next");
    expect(child?.parentSpanContext?.spanId).toBe(span?.spanContext().spanId);
  });

  it("end when the caller goes away", async () => {
    for (const way of ["endless", "hangs"]) {
      const leaving = new AbortController();
      await begin(way, leaving.signal);
      await wait(350);
      expect(ended()).toHaveLength(0);
      leaving.abort();
      await expect.poll(ended).toHaveLength(1);
      expect(ended()[0]).toMatchObject({ attributes: streamed, status: { code: 0 } });
      exporter.reset();
    }
  });

  it("end when the source fails, which the attribute says and no error does: the status had left before", async () => {
    const reader = await begin("fails");
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow();
    await expect.poll(ended).toHaveLength(1);
    expect(ended()[0]).toMatchObject({
      attributes: { ...streamed, "error.type": "stream" },
      status: { code: 0 },
    });
  });

  it("end at once where nothing streams, and are errors from 500 on only", async () => {
    for (const [path, method, status] of [
      ["/plain", "GET", 200],
      ["/events/ends", "HEAD", 200],
      ["/missing", "GET", 404],
      ["/nowhere?q=hunter2", "GET", 404],
      ["/broken", "GET", 500],
    ] as const)
      expect((await fetch(server.base + path, { method })).status).toBe(status);
    const seen = ended().map(({ attributes, status: { code } }) => [
      attributes["http.response.status_code"],
      attributes["error.type"],
      code,
    ]);
    expect(seen).toEqual([
      [200, undefined, 0],
      [200, undefined, 0],
      [404, undefined, 0],
      [404, undefined, 0],
      [500, "500", openTelemetry.SpanStatusCode.ERROR],
    ]);
    const told = exporter.getFinishedSpans().map(({ name, attributes, events: noted, status }) => ({
      ...{ name, attributes, noted, status },
    }));
    expect(JSON.stringify(told)).not.toMatch(/hunter2|127\.0|nowhere|events\/ends/);
  });

  it("end when the caller has gone before anything was read", async () => {
    const leaving = new AbortController();
    const asked = fetch(`${server.base}/events/late`, { signal: leaving.signal });
    await Promise.all([expect(asked).rejects.toThrow(), wait(100).then(() => leaving.abort())]);
    await expect.poll(ended).toHaveLength(1);
  });

  it("end when the server closes", async () => {
    const reader = await begin("hangs");
    await wait(350);
    await server.close();
    expect((await reader.read()).done).toBe(true);
    await expect.poll(ended).toHaveLength(1);
  });
});
