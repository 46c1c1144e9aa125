import { createHmac } from "node:crypto";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateProject, type GeneratedProject } from "../support/generated.js";
import { startReceiver, type Receiver } from "../support/receiver.js";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const text = { type: "string" };

const document = {
  openapi: "3.1.0",
  info: { title: "Replies", version: "1" },
  webhooks: {
    newPet: {
      post: {
        parameters: [
          { name: "X-Signature", in: "header", required: true, schema: { ...text, minLength: 64 } },
          { name: "X-Attempt", in: "header", schema: { type: "integer", minimum: 1, default: 1 } },
          { name: "tags", in: "query", explode: false, schema: { type: "array", items: text } },
          {
            name: "filter",
            in: "query",
            style: "deepObject",
            schema: { type: "object", required: ["kind"], properties: { kind: text, "max age": text } },
          },
        ],
        requestBody: json(ref("Pet")),
        responses: {
          "200": { description: "", ...json(ref("Receipt")) },
          "202": { description: "" },
          "4XX": { description: "", content: { "text/plain": { schema: { ...text, maxLength: 20 } } } },
          "503": { description: "", content: { "image/*": { schema: {} } } },
          "507": { description: "", content: { "text/plain": { schema: { type: "integer", maximum: 9 } } } },
        },
      },
    },
    either: {
      post: { requestBody: json(ref("Animal")), responses: { "204": { description: "" } } },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: "object",
        required: ["id", "name", "chip"],
        properties: {
          id: { type: "integer", readOnly: true },
          name: { ...text, minLength: 1 },
          chip: { ...text, "x-security": { visibility: { read: { roles: ["vet"] } } } },
          token: { ...text, writeOnly: true },
          born: { ...text, format: "date-time" },
        },
      },
      Receipt: {
        type: "object",
        required: ["at", "of"],
        properties: {
          at: { ...text, format: "date-time" },
          of: { type: "array", uniqueItems: true, items: { type: "object" } },
          token: { ...text, writeOnly: true },
        },
      },
      Animal: {
        oneOf: [ref("Cat"), ref("Dog")],
        discriminator: { propertyName: "kind", mapping: { cat: ref("Cat").$ref, dog: ref("Dog").$ref } },
      },
      Cat: { type: "object", properties: { kind: text, name: text } },
      Dog: { type: "object", properties: { kind: text, name: text } },
    },
  },
};

const callers = `import { webhooks } from "./api/index.js";

const { newPet } = webhooks;
const pet = { id: 1, name: "Rex" };
const headers = { "X-Signature": "s" };

export async function told(url: string): Promise<string> {
  // @ts-expect-error a declared header that is required
  await newPet.send(url, pet);
  // @ts-expect-error a field that only some callers may see
  await newPet.send(url, { ...pet, chip: "1" }, { parameters: { headers } });
  // @ts-expect-error a field that is missing
  await newPet.send(url, { id: 1 }, { parameters: { headers } });
  // @ts-expect-error a parameter that is not declared
  await newPet.send(url, pet, { parameters: { headers, query: { page: 1 } } });
  // @ts-expect-error a header of another type
  await newPet.message(pet, { headers: { ...headers, "X-Attempt": "1" } });
  const outcome = await newPet.send(url, pet, { parameters: { headers: (body) => ({ "X-Signature": String(body.length) }) } });
  switch (outcome.kind) {
    case "none":
      return outcome.reason;
    case "unexpected":
      return outcome.fault.pointer;
    case "reply":
      switch (outcome.status) {
        case 200:
          return outcome.body.at;
        case 202:
          // @ts-expect-error no body is declared
          return outcome.body.at;
        case 503:
          return String(outcome.body.byteLength);
        case 507:
          return outcome.body;
        default:
          return outcome.contentType satisfies "text/plain";
      }
  }
}
`;

const signature = "5".repeat(64);
const rex = { id: 1, name: "Rex" };

interface Sender {
  readonly message: (payload: unknown, parameters?: object) => Promise<{ readonly body: string }>;
  readonly send: (url: string, payload: unknown, options?: object) => Promise<object>;
}

let project: GeneratedProject;
let receiver: Receiver;
let newPet: Sender;
let either: Sender;
let answer: {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly encoding?: string;
} = {
  status: 202,
};

beforeAll(async () => {
  project = await generateProject("replies", document, [{ path: "src/callers.ts", text: callers }]);
  const { webhooks } = await project.load<{ webhooks: { newPet: Sender; either: Sender } }>(
    "src/api/index.js",
  );
  ({ newPet, either } = webhooks);
  receiver = await startReceiver((_, response) => {
    const { status, type, body = "", encoding } = answer;
    if (type !== undefined) response.setHeader("content-type", type);
    if (encoding !== undefined) response.setHeader("content-encoding", encoding);
    response.writeHead(status).flushHeaders();
    if (body !== "drip") response.end(body);
    else response.write("{");
  });
}, 120_000);

afterAll(() => {
  receiver.close();
});

function deliver(payload: unknown, options: object = {}): Promise<object> {
  const parameters = { headers: { "X-Signature": signature } };
  return newPet.send(`${receiver.origin}/hook?for=me`, payload, {
    ca: receiver.ca,
    allowPrivate: true,
    parameters,
    ...options,
  });
}

describe("what leaves", () => {
  it("[C32] [C43] is held against its schemas: where a field is wrong nothing is sent, and it is named", async () => {
    answer = { status: 202 };
    receiver.requests.length = 0;
    const wrong: readonly (readonly [payload: unknown, place: object])[] = [
      [{ id: 1 }, { in: "body", pointer: "/name", message: "is required" }],
      [
        { id: 1, name: "" },
        { in: "body", pointer: "/name" },
      ],
      [
        { id: "1", name: "Rex" },
        { in: "body", pointer: "/id", message: "must be of type integer" },
      ],
      [
        { ...rex, born: "yesterday" },
        { in: "body", pointer: "/born" },
      ],
      [
        { ...rex, name: () => "Rex" },
        { in: "body", pointer: "/name" },
      ],
      [undefined, { in: "body", pointer: "" }],
    ];
    for (const [payload, place] of wrong)
      await expect(deliver(payload)).rejects.toMatchObject({ name: "MessageError", errors: [place] });
    const headers = { "X-Signature": signature };
    const misled: readonly (readonly [parameters: object, place: object])[] = [
      [{}, { in: "header", pointer: "/X-Signature", message: "is required" }],
      [{ headers: { "X-Signature": "short" } }, { in: "header", pointer: "/X-Signature" }],
      [{ headers: { "X-Signature": `${signature}\r\nHost: x` } }, { in: "header", pointer: "/X-Signature" }],
      [{ headers: { ...headers, "X-Attempt": 0 } }, { in: "header", pointer: "/X-Attempt" }],
      [
        { headers, query: { filter: { "max age": "1" } } },
        { in: "query", pointer: "/filter/kind" },
      ],
    ];
    for (const [parameters, place] of misled)
      await expect(deliver(rex, { parameters })).rejects.toMatchObject({ errors: [place] });
    await expect(deliver(rex, { headers: { "x-more": "a\nb" } })).rejects.toThrow(TypeError);
    expect(receiver.requests).toEqual([]);
  });

  it("carries what is declared and no more: read-only fields, none that are written only or for some callers", async () => {
    answer = { status: 202 };
    const born = new Date(0);
    const outcome = await deliver(
      { ...rex, born, chip: "123", token: "t", undeclared: true },
      {
        headers: (sent: string) => ({ "X-Digest": createHmac("sha256", "key").update(sent).digest("hex") }),
        parameters: {
          headers: { "X-Signature": signature, "X-Attempt": 2, "X-Undeclared": "u" },
          query: { tags: ["a,b", "c d"], filter: { kind: "x&y", "max age": "3", undeclared: 1 }, other: 1 },
        },
      },
    );
    expect(outcome).toMatchObject({ kind: "reply", status: 202, contentType: null, body: undefined });
    const sent = receiver.requests.at(-1);
    expect(sent?.body).toBe('{"id":1,"name":"Rex","born":"1970-01-01T00:00:00.000Z"}');
    expect(sent?.url).toBe("/hook?for=me&tags=a%2Cb,c%20d&filter%5Bkind%5D=x%26y&filter%5Bmax%20age%5D=3");
    expect(sent?.headers).toMatchObject({
      "x-signature": signature,
      "x-attempt": "2",
      "x-digest": createHmac("sha256", "key")
        .update(sent?.body ?? "")
        .digest("hex"),
    });
    expect(sent?.headers).not.toHaveProperty("x-undeclared");
  });

  it("is the branch that its discriminator names, though others would fit", async () => {
    expect((await either.message({ kind: "dog", name: "Rex", token: "t" })).body).toBe(
      '{"kind":"dog","name":"Rex"}',
    );
    await expect(either.message({ kind: "cow" })).rejects.toMatchObject({ name: "MessageError" });
  });
});

describe("what comes back", () => {
  const at = "2026-01-01T00:00:00Z";
  const whole = JSON.stringify({ at, of: [{}], token: "t", undeclared: 1 });
  const type = "application/json";

  it.each([
    [
      "a declared body",
      { status: 200, type: `${type}; charset=utf-8`, body: whole },
      { contentType: type, body: { at, of: [{}] } },
    ],
    ["a range of statuses", { status: 418, type: "text/plain", body: "short" }, { body: "short" }],
    [
      "a range of media types",
      { status: 503, type: "image/png", body: "\u0001" },
      { contentType: "image/png", body: Buffer.from([1]) },
    ],
    ["text that spells a number", { status: 507, type: "text/plain", body: "7" }, { body: "7" }],
    [
      "no body where none is declared, whatever came",
      { status: 202, type, body: "x".repeat(100_000) },
      { body: undefined },
    ],
  ] as const)("is a reply with %s", async (_, given, expected) => {
    answer = given;
    expect(await deliver(rex)).toMatchObject({ kind: "reply", status: given.status, ...expected });
  });

  it.each([
    ["another status", { status: 500, type, body: whole }, { in: "status", message: "is not declared" }],
    ["a redirection", { status: 302, type, body: whole }, { in: "status", message: "is not declared" }],
    [
      "another media type",
      { status: 200, type: "text/html", body: whole },
      { in: "content-type", message: "is not declared" },
    ],
    ["no media type", { status: 200, body: whole }, { in: "content-type" }],
    [
      "another charset",
      { status: 200, type: `${type}; charset=utf-16`, body: whole },
      { in: "content-type" },
    ],
    ["a content coding", { status: 200, type, body: whole, encoding: "gzip" }, { in: "body" }],
    ["no body", { status: 200, type }, { in: "body", message: "not well-formed JSON" }],
    ["no JSON", { status: 200, type, body: "{" }, { in: "body", message: "not well-formed JSON" }],
    [
      "a key twice",
      { status: 200, type, body: '{"at":1,"at":2}' },
      { in: "body", message: "a member name occurs twice" },
    ],
    ["bytes that are no UTF-8", { status: 200, type, body: Buffer.from([0x22, 0xff, 0x22]) }, { in: "body" }],
    [
      "a missing field",
      { status: 200, type, body: JSON.stringify({ at }) },
      { in: "body", pointer: "/of", message: "is required" },
    ],
    [
      "a field of another type",
      { status: 200, type, body: JSON.stringify({ at: 1, of: [] }) },
      { in: "body", pointer: "/at" },
    ],
    [
      "an item twice",
      { status: 200, type, body: JSON.stringify({ at, of: [{}, {}] }) },
      { in: "body", pointer: "/of" },
    ],
    [
      "more items than the document lets in",
      { status: 200, type, body: JSON.stringify({ at, of: Array(1001).fill({}) }) },
      { in: "body", pointer: "/of", message: "must have at most 1000 items" },
    ],
    [
      "too many bytes",
      { status: 200, type, body: JSON.stringify({ at, of: [], a: "x".repeat(70_000) }) },
      { in: "body", message: "has too many bytes" },
    ],
    ["a text that is too long", { status: 400, type: "text/plain", body: "x".repeat(21) }, { in: "body" }],
    ["a text that spells too much", { status: 507, type: "text/plain", body: "10" }, { in: "body" }],
  ] as const)("[C32] is unexpected with %s, and nothing of it is handed on", async (_, given, fault) => {
    answer = given;
    const outcome = await deliver(rex);
    expect(outcome).toMatchObject({ kind: "unexpected", status: given.status, fault });
    expect(outcome).not.toHaveProperty("body");
  });

  it("is nothing where it does not end in time, or breaks off", async () => {
    answer = { status: 200, type, body: "drip" };
    expect(await deliver(rex, { timeout: 300 })).toMatchObject({ kind: "none", reason: "timeout" });
    const late = deliver(rex, { timeout: 5000 });
    setTimeout(() => {
      receiver.close();
    }, 300);
    expect(await late).toMatchObject({ kind: "none", reason: "connection" });
  });

  it("has types that say so, in modules that pass the strictest compiler, the linter and prettier", async () => {
    expect(await project.problems()).toEqual([]);
    const written = project.files.find(({ path }) => path === "src/api/outgoing.ts")?.text ?? "";
    expect(await format(written, { parser: "typescript" })).toBe(written);
  }, 120_000);
});
