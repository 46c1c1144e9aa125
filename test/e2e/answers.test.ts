import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerEvent } from "../../src/runtime/core/streams.js";
import {
  generateProject,
  startServer,
  type GeneratedProject,
  type RunningServer,
} from "../support/generated.js";

const json = (schema: object) => ({ "application/json": { schema } });
const note = { $ref: "#/components/schemas/Note" };

function get(operationId: string, content: object, more: object = {}): object {
  return {
    get: {
      operationId,
      "x-security": { public: "test" },
      responses: { "200": { description: "", content }, ...more },
    },
  };
}

const document = {
  openapi: "3.2.0",
  info: { title: "Answers", version: "1" },
  security: [],
  paths: {
    "/events": get("events", {
      "text/event-stream": {
        itemSchema: {
          oneOf: [
            {
              properties: {
                event: { const: "note" },
                data: { type: "string", contentMediaType: "application/json", contentSchema: note },
              },
            },
            {
              properties: {
                data: { type: "string", contentSchema: { type: "object", properties: { n: {} } } },
              },
            },
          ],
        },
      },
    }),
    "/kinds-of-events": get("kindsOfEvents", {
      "text/event-stream": {
        itemSchema: {
          type: "object",
          properties: { event: { type: "string" }, data: { type: "string" } },
          oneOf: [
            { properties: { event: { const: "text" } } },
            { properties: { event: { const: "short" }, data: { maxLength: 9 } } },
            {
              properties: {
                event: { const: "note" },
                data: { contentMediaType: "application/json", contentSchema: note },
              },
            },
          ],
        },
      },
    }),
    "/old-events": get("oldEvents", { "text/event-stream": { schema: note } }),
    "/text-events": get("textEvents", { "text/event-stream": { schema: { type: "string" } } }),
    "/lines": get("lines", { "application/x-ndjson": { itemSchema: note } }),
    "/sequence": get("sequence", { "application/json-seq": { schema: { type: "array", items: note } } }),
    "/bytes": get("bytes", { "application/vnd.acme.blob": {} }),
    "/image": get("image", { "image/*": { schema: { type: "string", format: "binary" } } }),
    "/xml": get("xml", { "application/xml": { schema: { type: "string" } } }),
    "/report": get("report", { ...json(note), "text/csv": { schema: { type: "string" } } }),
    "/maybe": get("maybe", json(note), {
      "204": { description: "" },
      "4XX": { description: "", content: json(note) },
    }),
  },
  components: {
    schemas: {
      Note: {
        type: "object",
        properties: {
          text: { type: "string" },
          hidden: { type: "string", "x-security": { sensitive: "secret" } },
        },
      },
    },
  },
};

const secretive = { text: "a", hidden: "b", undeclared: "c" };
const file = fileURLToPath(import.meta.url);

/** What handlers that stream have seen of their callers. */
const seen = { closed: 0, pulled: 0, aborted: false };
let opened: ReturnType<typeof createReadStream> | undefined;

async function* forever(signal: AbortSignal): AsyncGenerator<ServerEvent<string>> {
  signal.addEventListener("abort", () => (seen.aborted = true));
  try {
    for (;;) {
      seen.pulled += 1;
      yield { data: "x".repeat(10_000) };
      if (seen.pulled % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  } finally {
    seen.closed += 1;
  }
}

async function* quiet(): AsyncGenerator<ServerEvent<string>> {
  yield { data: "first" };
  await new Promise(() => undefined);
}

interface Context {
  readonly request: { readonly signal: AbortSignal; readonly accepts: readonly string[] };
}

let way = "";
const handlers = {
  events: async () => ({
    status: 200,
    body: (async function* () {
      yield { event: "note", id: "1", retry: 10, data: secretive };
      yield { data: { n: 2, undeclared: 3 } };
      if (way === "break") yield { event: "a\ndata: forged", data: secretive };
      if (way === "throw") throw new Error("the database went away: hunter2");
    })(),
  }),
  kindsOfEvents: async () => ({
    status: 200,
    body: (async function* () {
      yield { event: "text", data: "one" };
      yield { event: "note", data: secretive };
    })(),
  }),
  oldEvents: async () => ({
    status: 200,
    body: (async function* () {
      yield { data: secretive };
    })(),
  }),
  textEvents: async ({ request }: Context) => ({
    status: 200,
    body:
      way === "forever"
        ? forever(request.signal)
        : way === "quiet"
          ? quiet()
          : (async function* () {
              yield { data: "one\r\ntwo\nthree" };
            })(),
  }),
  lines: async () => ({
    status: 200,
    body: (async function* () {
      yield secretive;
      yield secretive;
    })(),
  }),
  sequence: async () => ({
    status: 200,
    body: (async function* () {
      yield secretive;
    })(),
  }),
  bytes: async () => {
    if (way === "buffer") return { status: 200, body: Buffer.from([1, 2, 3]) };
    if (way === "text") return { status: 200, body: "text" };
    opened = createReadStream(file);
    return { status: way === "undeclared" ? 418 : 200, body: opened };
  },
  image: async () => ({ status: 200, contentType: way, body: Buffer.from("png") }),
  xml: async () => ({ status: 200, body: way === "object" ? { a: 1 } : "<a/>" }),
  report: async ({ request }: Context) =>
    way === "own" ? { status: 200, body: "a,b", contentType: "text/csv" } : reportFor(request.accepts),
  maybe: async () =>
    way === "none"
      ? { status: 204 }
      : { status: Number(way), body: way === "204" ? secretive : { text: "t" } },
};

function reportFor([best]: readonly string[]): object {
  return best === "text/csv"
    ? { status: 200, body: "text\na\n", contentType: best }
    : { status: 200, body: secretive, contentType: "application/json" };
}

let project: GeneratedProject;
let server: RunningServer;

beforeAll(async () => {
  project = await generateProject("answers", document);
  server = await startServer(project, handlers);
}, 120_000);

afterAll(() => server.close());

async function ask(
  path: string,
  how = "",
  init: RequestInit = {},
): Promise<{ response: Response; text: string }> {
  way = how;
  const response = await fetch(server.origin + path, init);
  return { response, text: await response.text() };
}

describe("server-sent events", () => {
  it("[C45] carry of each event what its schema declares", async () => {
    const { response, text } = await ask("/events");
    expect(text).toBe('event: note\nid: 1\nretry: 10\ndata: {"text":"a"}\n\ndata: {"n":2}\n\n');
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    expect((await ask("/kinds-of-events")).text).toBe(
      'event: text\ndata: one\n\nevent: note\ndata: {"text":"a"}\n\n',
    );
    expect((await ask("/old-events")).text).toBe('data: {"text":"a"}\n\n');
    expect((await ask("/text-events")).text).toBe("data: one\ndata: two\ndata: three\n\n");
  });

  it.each(["break", "throw"])("[C41] [C46] break off where an event cannot leave: %s", async (how) => {
    way = how;
    const response = await fetch(`${server.origin}/events`);
    const chunks: string[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString());
    };
    await expect(read()).rejects.toThrow();
    expect(chunks.join("")).not.toMatch(/forged|hunter2/);
  });

  it("stop when the caller goes away, and wait for one that reads slowly", async () => {
    way = "forever";
    const controller = new AbortController();
    const response = await fetch(`${server.origin}/text-events`, { signal: controller.signal });
    await response.body?.getReader().read();
    let before = -1;
    const rests = (): boolean => before === (before = seen.pulled);
    await expect.poll(rests, { interval: 500, timeout: 20_000 }).toBe(true);
    expect(seen.pulled).toBeLessThan(5_000);
    controller.abort();
    await expect.poll(() => [seen.closed, seen.aborted]).toEqual([1, true]);
  });

  it("end when the server closes, also where the next one is long in coming", async () => {
    const own = await startServer(project, handlers);
    way = "quiet";
    const response = await fetch(`${own.origin}/text-events`);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("data: first\n\n");
    await own.close();
    expect((await reader?.read())?.done).toBe(true);
  });
});

describe("sequences and bytes", () => {
  it("[C45] sequences carry of each item what its schema declares", async () => {
    const lines = await ask("/lines");
    expect([lines.response.headers.get("content-type"), lines.text]).toEqual([
      "application/x-ndjson",
      '{"text":"a"}\n{"text":"a"}\n',
    ]);
    expect((await ask("/sequence")).text).toBe('\u001e{"text":"a"}\n');
  });

  it("bytes leave at once or as they come", async () => {
    const stream = await ask("/bytes");
    expect(stream.text).toContain("bytes leave at once or as they come");
    expect(stream.response.headers.get("content-type")).toBe("application/vnd.acme.blob");
    expect((await ask("/bytes", "buffer")).text).toBe("\u0001\u0002\u0003");
    expect((await ask("/bytes", "text")).response.status).toBe(500);
  });

  it("a file that nobody will read is closed: HEAD, an undeclared status", async () => {
    const { response } = await ask("/bytes", "", { method: "HEAD" });
    expect([response.status, response.headers.get("content-length")]).toEqual([200, null]);
    expect(opened?.destroyed).toBe(true);
    expect((await ask("/bytes", "undeclared")).response.status).toBe(500);
    expect(opened?.destroyed).toBe(true);
  });

  it("[C45] a range of media types leaves as one that lies within it", async () => {
    expect((await ask("/image", "image/png")).response.headers.get("content-type")).toBe("image/png");
    expect((await ask("/image", "text/html")).response.status).toBe(500);
    expect((await ask("/xml")).text).toBe("<a/>");
    expect((await ask("/xml", "object")).response.status).toBe(500);
  });
});

describe("negotiation", () => {
  it.each([
    ["application/json", "application/json", '{"text":"a"}'],
    ["text/csv", "text/csv; charset=utf-8", "text\na\n"],
    ["text/*;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8", "text\na\n"],
    ["*/*", "application/json", '{"text":"a"}'],
    ["text/csv;q=0, */*;q=0.1", "application/json", '{"text":"a"}'],
    ["nonsense", "application/json", '{"text":"a"}'],
  ])("Accept: %s gives %s", async (accept, type, body) => {
    const { response, text } = await ask("/report", "", { headers: { accept } });
    expect([response.headers.get("content-type"), text]).toEqual([type, body]);
    expect(response.headers.get("vary")).toBe("Accept");
  });

  it("answers 406 before the handler runs where nothing is acceptable", async () => {
    const { response, text } = await ask("/report", "own", { headers: { accept: "image/png" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      406,
      "application/problem+json",
    ]);
    expect(text).toContain("This operation answers with application/json or text/csv.");
    const refused = await ask("/report", "own", {
      headers: { accept: "application/json;q=0, text/csv;q=0" },
    });
    expect(refused.response.status).toBe(406);
  });
});

describe("statuses", () => {
  it("[C45] have the bodies that they declare, ranges included", async () => {
    expect((await ask("/maybe", "none")).response.status).toBe(204);
    expect(await ask("/maybe", "409")).toMatchObject({ text: '{"text":"t"}' });
    expect((await ask("/maybe", "204")).response.status).toBe(500);
    expect((await ask("/maybe", "302")).response.status).toBe(500);
  });
});

it("the generated types and modules pass the strictest compiler and the linter", async () => {
  const operations = project.files.find(({ path }) => path === "src/api/operations.ts")?.text ?? "";
  expect(operations).toContain(
    "Answer<200, EventStream<OldEventsResponse200>>".replace("OldEventsResponse200", "Note"),
  );
  expect(operations).toContain("Answer<200, EventStream<string>>");
  expect(operations).toContain("Answer<200, ItemStream<Note>>");
  expect(operations).toContain("readonly contentType: `image/${string}`");
  expect(await project.problems()).toEqual([]);
}, 120_000);
