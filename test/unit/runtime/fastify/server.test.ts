import { connect } from "node:net";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fence } from "../../../../src/runtime/core/fence.js";
import type { OperationPolicy } from "../../../../src/runtime/core/policy.js";
import type { HandlerContext } from "../../../../src/runtime/core/route.js";
import type { ResponseShapes } from "../../../../src/runtime/core/answer-shape.js";
import { json, literal, object, value } from "../../../../src/runtime/core/shape.js";
import { fencePlugin } from "../../../../src/runtime/fastify/plugin.js";
import { createFastifyServer } from "../../../../src/runtime/fastify/server.js";
import { createTestFence, jsonBody, operation, route } from "../core/harness.js";

const shapes: ResponseShapes = { "200": { "application/json": { kind: "json", shape: json } } };

const echo = async ({ params, body, contentType }: HandlerContext) => ({
  status: 200,
  body: { params, body: body ?? null, contentType },
});

function pathParameters(...names: readonly string[]): OperationPolicy["parameters"] {
  return names.map((name) => ({
    in: "path",
    name,
    required: true,
    style: "simple",
    explode: false,
    type: { kind: "scalar", types: ["string"] },
  }));
}

function echoRoute(
  method: string,
  path: string,
  names: readonly string[],
  overrides: Partial<OperationPolicy> = {},
) {
  const id = `${method} ${path}`;
  const tagged = async (context: HandlerContext) => {
    const answer = await echo(context);
    return { ...answer, body: { ...answer.body, id } };
  };
  const policy = operation({ id, method, path, parameters: pathParameters(...names), ...overrides });
  return route(policy, { handler: tagged, responses: shapes });
}

const routes = [
  echoRoute("GET", "/things/{id}", ["id"]),
  echoRoute("GET", "/things/mine", []),
  echoRoute("POST", "/things/{id}", ["id"], { body: jsonBody }),
  echoRoute("POST", "/things/{id}:cancel", ["id"]),
  echoRoute("GET", "/files/{name}.{extension}", ["name", "extension"]),
  echoRoute("GET", "/files/{odd-name}", ["odd-name"]),
  echoRoute("QUERY", "/search", [], { body: jsonBody }),
  route(operation({ id: "fixed", path: "/fixed", parameters: [] }), {
    responses: {
      "200": { "application/json": { kind: "json", shape: object({ kind: literal("fixed"), id: value }) } },
    },
    handler: async () => ({
      status: 200,
      body: { kind: "fixed", id: "1" },
      headers: { "set-cookie": "a=1" },
    }),
  }),
];

async function listen(server: FastifyInstance): Promise<number> {
  await server.listen({ host: "127.0.0.1", port: 0 });
  const address = server.server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Sends bytes as they are and gives back everything that comes until the connection ends. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    socket.on("end", () => {
      socket.end();
      resolve(received);
    });
    socket.on("error", reject);
  });
}

const get = (port: number, path: string, headers = "") =>
  raw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`);

let fence: Fence;
let server: FastifyInstance;
let port: number;

beforeAll(async () => {
  ({ fence } = await createTestFence(routes));
  server = createFastifyServer(fence);
  port = await listen(server);
});

afterAll(() => server.close());

async function call(path: string, init?: RequestInit) {
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

async function echoed(path: string, init?: RequestInit) {
  return JSON.parse((await call(path, init)).text) as {
    id: string;
    params: Record<string, string>;
    body: unknown;
  };
}

const hooks = ["onRequest", "preParsing", "preValidation", "preHandler", "onResponse"] as const;

describe("fastify server: routing", () => {
  test("hands each request to its operation", async () => {
    expect(await echoed("/things/1")).toMatchObject({ id: "GET /things/{id}", params: { id: "1" } });
    expect(await echoed("/things/mine")).toMatchObject({ id: "GET /things/mine" });
    expect(await echoed("/things/7:cancel", { method: "POST" })).toMatchObject({
      id: "POST /things/{id}:cancel",
      params: { id: "7" },
    });
    expect(await echoed("/files/a.b.txt")).toMatchObject({ params: { name: "a", extension: "b.txt" } });
    expect(await echoed("/files/plain")).toMatchObject({ params: { "odd-name": "plain" } });
  });

  test("decodes path parameters once", async () => {
    expect((await echoed("/things/a%2Fb")).params).toEqual({ id: "a/b" });
    expect((await echoed("/things/%252e")).params).toEqual({ id: "%2e" });
    expect((await echoed("/%74hings/1")).params).toEqual({ id: "1" });
  });

  test("answers malformed percent-encoding with 400 and a located error", async () => {
    const answer = await get(port, "/things/%zz");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"pointer":"/id"');
    expect(answer).not.toContain("FST_ERR");
  });

  test("tells every hook of the application the operation and its pattern, with a route each and with one for all", async () => {
    const seen: unknown[] = [];
    const note = async ({ routeOptions: { url }, operation }: FastifyRequest): Promise<void> =>
      void seen.push([url, operation]);
    const own = createFastifyServer((await createTestFence(routes)).fence);
    const foreign = fastify();
    await foreign.register(
      async (inner) => {
        await inner.register(fencePlugin((await createTestFence(routes)).fence));
        for (const hook of hooks) inner.addHook(hook, note);
      },
      { prefix: "/api" },
    );
    foreign.get("/other", { onRequest: note }, async () => "other");
    for (const hook of hooks) own.addHook(hook, note);
    for (const [app, prefix] of [
      [own, ""],
      [foreign, "/api"],
    ] as const) {
      await app.inject(`${prefix}/things/1?a=1`);
      await app.inject({ method: "HEAD", url: `${prefix}/things/mine` });
      await app.inject(`${prefix}/nowhere`);
      if (app === foreign) await app.inject("/other");
      await app.close();
    }
    const thing = { id: "GET /things/{id}", method: "GET", path: "/things/{id}" };
    const mine = { id: "GET /things/mine", method: "GET", path: "/things/mine" };
    const each = (entry: unknown): unknown[] => Array<unknown>(hooks.length).fill(entry);
    expect(seen).toEqual([
      ...each(["/things/:p1", thing]),
      ...each(["/things/mine", mine]),
      ...each(["/*", null]),
      ...each(["/api/things/:p1", thing]),
      ...each(["/api/things/mine", mine]),
      ...each([undefined, null]),
      ["/other", undefined],
    ]);
  });

  test("answers 404, 405 and OPTIONS through the fence", async () => {
    expect((await call("/nowhere")).status).toBe(404);
    expect((await call("/THINGS/1")).status).toBe(404);
    expect((await call("/things/1/")).status).toBe(404);
    const wrongMethod = await call("/things/1", { method: "DELETE" });
    expect([wrongMethod.status, wrongMethod.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS, POST"]);
    const options = await call("/things/1", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
    expect(await raw(port, "BREW /things/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test("answers HEAD like GET, without a body", async () => {
    const answer = await raw(port, "HEAD /things/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const body = (await call("/things/1")).text;
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer.toLowerCase()).toContain(`content-length: ${String(body.length)}`);
    expect(answer.endsWith("\r\n\r\n")).toBe(true);
  });

  test("keeps handler headers and names no server", async () => {
    const { headers } = await call("/fixed");
    expect(headers.get("set-cookie")).toBe("a=1");
    expect(headers.get("server")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });
});

describe("fastify server: bodies", () => {
  test("reads JSON itself", async () => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":1}' };
    expect((await echoed("/things/1", init)).body).toEqual({ a: 1 });
  });

  test("[C35] counts chunked bodies while reading and keeps the connection usable", async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 64; sent += 1) controller.enqueue(Buffer.alloc(1024, 0x20));
        controller.close();
      },
    });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" };
    expect((await call("/things/1", init as RequestInit)).status).toBe(413);
    expect((await call("/things/1")).status).toBe(200);
  });

  test("[C35] refuses an announced length before a single byte of it came", async () => {
    const head =
      "POST /things/1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n";
    const status = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(head));
      socket.once("data", (chunk: Buffer) => {
        resolve(chunk.toString().slice(0, 12));
        socket.destroy();
      });
    });
    expect(status).toBe("HTTP/1.1 413");
  });

  test("[C13] what Fastify has against a content type, it says to nobody who may not call", async () => {
    const closed = operation({
      id: "closed",
      method: "QUERY",
      path: "/closed",
      parameters: [],
      authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
    });
    const inner = await createTestFence([route(closed)]);
    const app = createFastifyServer(inner.fence);
    for (const headers of [{}, { "content-type": "nonsense" }]) {
      const answer = await app.inject({ method: "QUERY" as never, url: "/closed", headers, payload: "{}" });
      expect(answer.statusCode).toBe(401);
    }
    await app.close();
  });

  test("a GET with a body is refused", async () => {
    const answer = await raw(
      port,
      "GET /things/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("fastify server: malformed messages", () => {
  test.each([
    ["no HTTP at all", "nonsense\r\n\r\n", 400],
    [
      "two lengths",
      "POST /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
      400,
    ],
    [
      "length and chunks (request smuggling)",
      "POST /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    ["a head of 32 KiB", `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"a".repeat(32_768)}\r\n\r\n`, 431],
    ["a bare line feed in a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\nX-C: d\r\n\r\n", 400],
  ])("[C46] %s is refused without detail", async (_name, text, status) => {
    const answer = await raw(port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(answer.split("\r\n\r\n")[1]).toMatch(
      new RegExp(`^\\{"type":"about:blank","title":"[A-Za-z ]+","status":${String(status)}\\}$`),
    );
  });

  test("the raw headers reach the fence: two Authorization headers are not merged", async () => {
    const seen: unknown[] = [];
    const spy: Fence = {
      ...fence,
      answer: (request) => (seen.push(request.headers), fence.answer(request)),
    };
    const spying = createFastifyServer(spy);
    const spyPort = await listen(spying);
    await get(spyPort, "/things/1", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n");
    await spying.close();
    expect(seen[0]).toEqual(
      expect.arrayContaining([
        ["Authorization", "Bearer a"],
        ["Authorization", "Bearer b"],
      ]),
    );
  });
});

describe("fastify plugin", () => {
  test("works below a prefix, and leaves the rest of the application alone", async () => {
    const app = fastify();
    app.post("/own", async (request) => request.body);
    const inner = await createTestFence(routes);
    await app.register(fencePlugin(inner.fence), { prefix: "/api/v1" });
    const own = await app.inject({ method: "POST", url: "/own", payload: { a: 1 } });
    expect(own.json()).toEqual({ a: 1 });
    const thing = await app.inject({ url: "/api/v1/things/1" });
    expect(thing.json()).toMatchObject({ params: { id: "1" } });
    const wrongMethod = await app.inject({ method: "DELETE", url: "/api/v1/things/1" });
    expect([wrongMethod.statusCode, wrongMethod.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS, POST"]);
    expect((await app.inject({ url: "/api/v1/nowhere" })).json()).toMatchObject({ status: 404 });
    await app.close();
  });

  test("[C46] a hook of the application that throws stops the request and tells nothing", async () => {
    let called = false;
    const own = route(operation({ path: "/own", parameters: [] }), {
      handler: async () => {
        called = true;
        return { status: 200, body: {} };
      },
    });
    const app = fastify();
    app.addHook("preHandler", async () => {
      throw new Error("secret detail");
    });
    const inner = await createTestFence([own]);
    await app.register(fencePlugin(inner.fence));
    const answer = await app.inject({ url: "/own" });
    expect([answer.statusCode, answer.body]).toEqual([
      500,
      '{"type":"about:blank","title":"Internal Server Error","status":500}',
    ]);
    expect(called).toBe(false);
    await app.close();
  });
});

test("[C11] [C14] drops no header in silence, however many precede it", async () => {
  const filler = Array.from({ length: 900 }, (_, index) => `a${String(index)}:\r\n`).join("");
  const answer = await get(port, "/things/1", `${filler}X-Request-Id: the-last-one\r\n`);
  expect(answer).toContain("x-request-id: the-last-one");
});
