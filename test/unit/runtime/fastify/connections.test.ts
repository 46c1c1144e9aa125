import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import type { ConnectionOptions } from "../../../../src/runtime/fastify/connections.js";
import { createFastifyServer, type FastifyServerOptions } from "../../../../src/runtime/fastify/server.js";
import type { ResponseShapes } from "../../../../src/runtime/core/answer-shape.js";
import { json } from "../../../../src/runtime/core/shape.js";
import { sendRaw } from "../../../support/raw-request.js";
import { createTestFence, jsonBody, operation, route, type TestLog } from "../core/harness.js";

const anything: ResponseShapes = { "200": { "application/json": { kind: "json", shape: json } } };
const large = "x".repeat(32 * 1024 * 1024);
const routes = [
  route(operation({ id: "take", method: "POST", path: "/take", parameters: [], body: jsonBody })),
  route(operation({ id: "large", path: "/large", parameters: [] }), {
    responses: anything,
    handler: async () => ({ status: 200, body: { text: large } }),
  }),
  route(operation({ id: "small", path: "/small", parameters: [] })),
];

let server: FastifyInstance | undefined;
let log: TestLog | undefined;
afterEach(() => server?.close());

async function start(options: FastifyServerOptions, served = routes): Promise<number> {
  const { fence, log: written } = await createTestFence(served);
  log = written;
  server = createFastifyServer(fence, options);
  await server.listen({ host: "127.0.0.1", port: 0 });
  const address = server.server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const impatient: ConnectionOptions = {
  headersTimeout: 300,
  requestTimeout: 400,
  sendTimeout: 300,
  checkInterval: 50,
};

describe("callers that hold connections", () => {
  test.each([
    ["a head that never ends", "GET /small HTTP/1.1\r\nHost: a\r\nX-A: b\r\n"],
    [
      "a body that never comes",
      "POST /take HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    ],
  ])("%s is answered 408 as problem details", async (_, text) => {
    const answer = await sendRaw(await start({ connections: impatient }), text);
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json\r\n/);
    expect(JSON.parse(body)).toEqual({ type: "about:blank", title: "Request Timeout", status: 408 });
  });

  test("an answer that nobody takes is broken off", async () => {
    // The time that the size of the answer adds would make this a long test.
    const sendTimeout = -(large.length / 16);
    const port = await start({ connections: { ...impatient, sendTimeout } });
    const socket = connect(port, "127.0.0.1", () => socket.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
    socket.on("error", () => undefined);
    while ((await connections()) === 0) await wait(10);
    while ((await connections()) > 0) await wait(20);
    expect(await sizeOf(socket)).toBeLessThan(large.length);
  });

  test("connections beyond the greatest number are closed unread", async () => {
    const port = await start({ connections: { maxConnections: 1 } });
    const first = connect(port, "127.0.0.1");
    while ((await connections()) === 0) await wait(10);
    const refused = () => sendRaw(port, "GET /small HTTP/1.1\r\nHost: a\r\n\r\n").catch(() => "");
    expect([await refused(), await refused(), await refused()]).toEqual(["", "", ""]);
    first.destroy();
    await server?.close();
    const lines = log?.lines.filter(({ event }) => event === "connections_refused");
    expect(lines?.map(({ connections }) => connections)).toEqual([1, 2]);
  });

  test("a connection serves only so many requests", async () => {
    const port = await start({ connections: { maxRequestsPerSocket: 2, keepAliveTimeout: 200 } });
    const answer = await sendRaw(port, "GET /small HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    expect(answer.match(/^connection: close/gim)).toHaveLength(1);
  });

  test("a head beyond its greatest size is 431 as problem details", async () => {
    const port = await start({ connections: { maxHeaderSize: 1024 } });
    const answer = await sendRaw(port, `GET /small HTTP/1.1\r\nHost: a\r\nX-A: ${"b".repeat(2048)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"status":431');
  });

  function connections(): Promise<number> {
    return new Promise((resolve) => server?.server.getConnections((_error, count) => resolve(count)));
  }
});

describe("health", () => {
  const ask = async (port: number, path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, { headers });
    return [answer.status, await answer.json()] as const;
  };
  const well = [200, { status: "ok" }] as const;
  const ill = [503, { status: "unavailable" }] as const;

  test("says whether the process lives and whether it can serve, and no more", async () => {
    const port = await start({});
    expect(await ask(port, "/-/live")).toEqual(well);
    expect(await ask(port, "/-/ready")).toEqual(well);
    await server?.close();
    const away = await start({ ready: () => Promise.reject(new Error("postgres://user:password@db")) });
    expect(await ask(away, "/-/live")).toEqual(well);
    expect(await ask(away, "/-/ready")).toEqual(ill);
  });

  test("is not there for what a proxy forwards, nor where it is switched off", async () => {
    const port = await start({});
    expect((await ask(port, "/-/ready", { "x-forwarded-for": "203.0.113.1" }))[0]).toBe(404);
    expect((await ask(port, "/-/ready", { forwarded: "for=203.0.113.1" }))[0]).toBe(404);
    await server?.close();
    expect((await ask(await start({ health: false }), "/-/live"))[0]).toBe(404);
  });

  test("gives way to an operation of the document", async () => {
    const port = await start({ health: { live: "/small", ready: "/up" } });
    expect(await ask(port, "/small")).toEqual([200, { id: "1" }]);
    expect(await ask(port, "/up")).toEqual(well);
  });

  test("does not give way to an operation whose path only fits", async () => {
    const port = await start({}, [route(operation({ id: "any", path: "/{owner}/{id}", parameters: [] }))]);
    expect(await ask(port, "/-/ready")).toEqual(well);
    expect(await ask(port, "/-/other")).toEqual([200, { id: "1" }]);
  });
});

/** Bytes until the connection ends or is reset. */
async function sizeOf(socket: Socket): Promise<number> {
  let received = 0;
  try {
    for await (const chunk of socket) received += (chunk as Buffer).length;
  } catch {
    return received;
  }
  return received;
}
