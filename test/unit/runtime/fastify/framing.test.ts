import { connect } from "node:net";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ResponseShapes } from "../../../../src/runtime/core/answer-shape.js";
import { json } from "../../../../src/runtime/core/shape.js";
import { createFastifyServer } from "../../../../src/runtime/fastify/server.js";
import { sendRaw } from "../../../support/raw-request.js";
import { createKeys, createTestFence, jsonBody, mint, operation, route } from "../core/harness.js";

const shapes: ResponseShapes = { "200": { "application/json": { kind: "json", shape: json } } };
const secured = { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] } as const;

let server: FastifyInstance;
let port: number;
let token: string;

beforeAll(async () => {
  const keys = await createKeys();
  token = await mint(keys);
  const handler = async ({ body }: { readonly body: unknown }) => ({ status: 200, body: body ?? null });
  const routes = [
    route(operation({ id: "get", method: "GET", path: "/open", parameters: [] }), {
      handler,
      responses: shapes,
    }),
    route(
      operation({
        id: "post",
        method: "POST",
        path: "/closed",
        parameters: [],
        body: jsonBody,
        authentication: secured,
      }),
      { handler, responses: shapes },
    ),
  ];
  const { fence } = await createTestFence(routes, { keys });
  server = createFastifyServer(fence);
  await server.listen({ host: "127.0.0.1", port: 0 });
  const address = server.server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(() => server.close());

describe("the host of a request (RFC 9112 §3.2)", () => {
  const get = (hosts: string): Promise<string> =>
    sendRaw(port, `GET /open HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);

  test.each(["Host: a\r\n", "Host: a.example:8080\r\n", "Host: [::1]:80\r\n", "Host:\r\n"])(
    "%j is served",
    async (hosts) => {
      expect(await get(hosts)).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  test.each([
    "",
    "Host: a\r\nHost: b\r\n",
    "Host: a\r\nhost: a\r\n",
    "Host: a, b\r\n",
    "Host: a/b\r\n",
    "Host: user@a\r\n",
    "Host: a b\r\n",
    "Host: a:b\r\n",
  ])("[C32] %j is refused", async (hosts) => {
    expect(await get(hosts)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("a body that is asked for first (Expect: 100-continue)", () => {
  const head = (authorization: string, length: number): string =>
    `POST /closed HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${String(length)}\r\n` +
    `Expect: 100-continue\r\n${authorization}\r\n`;

  /** Sends the head, waits for the first answer, sends what `next` makes of it, and gives back all that came. */
  const talk = (first: string, next: (answer: string) => string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(first));
      let received = "";
      socket.once("data", (chunk: Buffer) => socket.write(next(chunk.toString("latin1"))));
      socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
      socket.on("end", () => {
        socket.end();
        resolve(received);
      });
      socket.on("error", reject);
    });

  test("[C13] is not asked for before the caller is known, and what follows is no request", async () => {
    const smuggled = "GET /open HTTP/1.1\r\nHost: a\r\n\r\n";
    const answers = await talk(head("", smuggled.length), () => smuggled);
    expect(answers).toMatch(/^HTTP\/1\.1 401 /);
    expect(answers).toMatch(/connection: close/i);
    expect(answers.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test("[C35] is not asked for where it is announced to be too large", async () => {
    const answers = await talk(head(`Authorization: Bearer ${token}\r\n`, 2_000), () => "");
    expect(answers).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("is asked for and read where it may come, and the connection goes on", async () => {
    const answers = await talk(
      head(`Authorization: Bearer ${token}\r\n`, 7),
      () => '{"a":1}GET /open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answers).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    expect(answers).toContain('{"a":1}');
    expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  test("other expectations cannot be met", async () => {
    const answer = await sendRaw(
      port,
      "GET /open HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 417 /);
  });
});
