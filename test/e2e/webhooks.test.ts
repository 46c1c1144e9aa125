import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Callback, Webhook } from "../../src/runtime/core/outgoing/outgoing.js";
import type { ReplyOf } from "../../src/runtime/core/outgoing/reply.js";
import { generateProject, startServer, type GeneratedProject } from "../support/generated.js";
import { startReceiver, type Receiver } from "../support/receiver.js";

const pet = { $ref: "#/components/schemas/Pet" };
const body = (schema: object, type = "application/json") => ({ content: { [type]: { schema } } });
const received = { responses: { "200": { description: "Received." } } };

const document = {
  openapi: "3.1.0",
  info: { title: "Webhooks only", version: "1" },
  webhooks: {
    newPet: { post: { summary: "A pet", requestBody: body(pet), ...received } },
    "pet gone": { put: { requestBody: body({ type: "string" }, "text/plain"), ...received }, get: received },
    photo: { post: { requestBody: body({}, "image/png"), ...received } },
    formed: {
      post: { requestBody: body({ type: "object" }, "application/x-www-form-urlencoded"), ...received },
    },
    class: { post: { requestBody: body({ type: "object", properties: { a: pet } }), ...received } },
  },
  components: {
    schemas: {
      Pet: {
        type: "object",
        properties: {
          name: { type: "string" },
          chip: { type: "string", "x-security": { visibility: { read: { roles: ["vet"] } } } },
          token: { type: "string", writeOnly: true },
        },
      },
    },
  },
};

const withCallback = {
  openapi: "3.1.0",
  info: { title: "Callbacks", version: "1" },
  security: [],
  paths: {
    "/streams": {
      post: {
        operationId: "subscribe",
        "x-security": { public: "test" },
        requestBody: body({ type: "object", properties: { url: { type: "string" } } }),
        responses: { "204": { description: "" } },
        callbacks: {
          onData: {
            "{$request.body#/url}/data?id={$request.query.id}": {
              post: { requestBody: body(pet), ...received },
            },
          },
        },
      },
    },
  },
  components: document.components,
};

type AnyReply = ReplyOf<number, string | null, unknown>;

interface Outgoing {
  readonly webhooks: Readonly<Record<string, Webhook<unknown, AnyReply>>>;
  readonly callbacks: Readonly<Record<string, Callback<unknown, AnyReply>>>;
}

const secretive = { name: "Rex", chip: "123", token: "t", undeclared: true };
let project: GeneratedProject;
let outgoing: Outgoing;

beforeAll(async () => {
  project = await generateProject("webhooks-only", document);
  outgoing = await project.load<Outgoing>("src/api/index.js");
}, 120_000);

describe("webhooks", () => {
  it("a document that has only webhooks gives a server that starts and serves nothing", async () => {
    const { handlers } = await project.load<{ handlers: object }>("src/handlers/index.js");
    const server = await startServer(project, handlers);
    const answer = await fetch(`${server.origin}/`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    await server.close();
  });

  it("[C43] [C45] carry what the document declares, and nothing that is for some callers only", async () => {
    expect(Object.keys(outgoing.webhooks)).toEqual([
      "newPet",
      "putPetGone",
      "getPetGone",
      "photo",
      "classWebhook",
    ]);
    const message = (id: string, payload: unknown) => outgoing.webhooks[id]?.message(payload);
    const bare = { query: "", headers: {} };
    expect(await message("newPet", secretive)).toEqual({
      ...bare,
      method: "POST",
      contentType: "application/json",
      body: '{"name":"Rex"}',
    });
    expect((await message("classWebhook", { a: secretive }))?.body).toBe('{"a":{"name":"Rex"}}');
    expect((await message("putPetGone", "gone"))?.body).toBe("gone");
    expect(await message("getPetGone", undefined)).toEqual({
      ...bare,
      method: "GET",
      contentType: null,
      body: "",
    });
    await expect(message("newPet", "a string")).rejects.toThrow("body: is no value to send");
    expect((await message("photo", Buffer.from([1, 2])))?.body).toEqual(Buffer.from([1, 2]));
    await expect(message("photo", "text")).rejects.toThrow("must be bytes");
  });

  it("have types, and modules that pass the strictest compiler and the linter", async () => {
    expect(await project.problems()).toEqual([]);
  }, 120_000);
});

describe("what is sent where somebody else said", () => {
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver(({ url }, response) => {
      if (url === "/slow") return;
      if (url === "/away") response.writeHead(302, { location: "/elsewhere" }).end();
      else response.end("x".repeat(100_000));
    });
  });

  afterAll(() => {
    receiver.close();
  });

  const arrived = (): readonly string[] =>
    receiver.requests.map(({ method, url, body: text }) => `${method} ${url} ${text}`);
  const deliver = (url: string, options: object = {}) =>
    outgoing.webhooks["newPet"]?.send(url, secretive, options);
  const trusting = () => ({ ca: receiver.ca, allowPrivate: true });

  it("arrives selected; a redirection is not followed", async () => {
    expect(await deliver(`${receiver.origin}/hook`, trusting())).toMatchObject({
      kind: "reply",
      status: 200,
      body: undefined,
    });
    expect(await deliver(`${receiver.origin}/away`, trusting())).toMatchObject({
      kind: "unexpected",
      status: 302,
      fault: { in: "status" },
    });
    expect(arrived()).toEqual(['POST /hook {"name":"Rex"}', 'POST /away {"name":"Rex"}']);
  });

  it.each([
    ["http://example.com/", {}],
    ["file:///etc/passwd", {}],
    ["nonsense", {}],
    ["https://user:password@example.com/", {}],
    ["https://127.0.0.1/", {}],
    ["https://2130706433/", {}],
    ["https://0x7f.1/", {}],
    ["https://[::1]/", {}],
    ["https://[::ffff:10.0.0.1]/", {}],
    ["https://[64:ff9b::a9fe:a9fe]/", {}],
    ["https://169.254.169.254/latest/meta-data", {}],
    ["https://10.1.2.3/", {}],
    ["https://[fd00::1]/", {}],
    ["https://evil.example/", { hosts: ["*.example.com"] }],
    ["https://example.com.evil.example/", { hosts: ["example.com"] }],
    ["https://xexample.com/", { hosts: ["*.example.com"] }],
    ["https://localhost/", {}],
  ])("does not go to %s (%j)", async (url, options) => {
    await expect(deliver(url, options)).rejects.toThrow(
      expect.objectContaining({ name: "DestinationRefused" }),
    );
  });

  it("has an end in time, or where its sender gives up", async () => {
    const late = await deliver(`${receiver.origin}/slow`, { ...trusting(), timeout: 300 });
    expect(late).toMatchObject({ kind: "none", reason: "timeout" });
    const signal = AbortSignal.timeout(100);
    const given = await deliver(`${receiver.origin}/slow`, { ...trusting(), signal });
    expect(given).toMatchObject({ kind: "none", reason: "aborted" });
    const untrusted = await deliver(`${receiver.origin}/hook`, { allowPrivate: true });
    expect(untrusted).toMatchObject({ kind: "none", reason: "connection" });
  });

  it("is found by the runtime expression of a callback", async () => {
    const callbacks = await generateProject("callbacks", withCallback);
    const { onData } = (await callbacks.load<Outgoing>("src/api/index.js")).callbacks;
    const request = { body: { url: `${receiver.origin}/a` }, query: { id: 7 } };
    const url = onData?.url({ request }) ?? "";
    expect(url).toBe(`${receiver.origin}/a/data?id=7`);
    expect(await onData?.send(url, secretive, trusting())).toMatchObject({ status: 200 });
    expect(arrived().at(-1)).toBe('POST /a/data?id=7 {"name":"Rex"}');
    expect(() => onData?.url({ request: { body: {} } })).toThrow("$request.body#/url has no value");
    expect(await callbacks.problems()).toEqual([]);
  }, 120_000);
});
