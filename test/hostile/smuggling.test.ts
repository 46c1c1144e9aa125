import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";

/** Bodies that mean to bring in what callers may not send, and answers that mean to take out what they may not see. */

const text = { type: "string" };
const readOnly = { type: "string", readOnly: true };
const writeOnly = { type: "string", writeOnly: true };
const admins = { roles: ["admin"] };
const guarded = {
  type: "string",
  "x-security": { visibility: { create: admins, update: admins, read: admins } },
};
const open = { $ref: "#/components/schemas/Open" };
const plain = { $ref: "#/components/schemas/Plain" };

/** Schemas of bodies in which `rank` is nobody's to send. */
const requests: Readonly<Record<string, JsonObject>> = {
  beside: { type: "object", properties: { a: text, rank: readOnly } },
  patterned: {
    type: "object",
    properties: { a: text, rank: readOnly },
    patternProperties: { "^r": text },
  },
  patternedAndClosed: {
    type: "object",
    properties: { a: text, rank: readOnly },
    patternProperties: { "^r": text },
    additionalProperties: false,
  },
  extended: { allOf: [open], type: "object", properties: { b: text, rank: readOnly } },
  besideReference: { ...open, properties: { rank: readOnly } },
  asked: {
    type: "object",
    properties: { a: text, rank: readOnly },
    if: { properties: { rank: { const: "admin" } }, required: ["rank"] },
    then: { properties: { level: { type: "integer" } } },
  },
  guardedAndAsked: {
    type: "object",
    properties: { a: text, rank: guarded },
    if: { properties: { rank: { const: "admin" } } },
    then: { properties: { level: { type: "integer" } } },
  },
  guardedInOtherBranch: {
    anyOf: [
      { type: "object", required: ["rank", "why"], properties: { rank: guarded, why: {} } },
      { type: "object", additionalProperties: true },
    ],
  },
  derived: { allOf: [plain, { type: "object", properties: { rank: readOnly } }] },
};

/** Schemas of answers in which `rank` is nobody's to see. */
const answers: Readonly<Record<string, JsonObject>> = {
  hiddenAlone: { type: "object", properties: { rank: writeOnly } },
  hiddenInOpen: { type: "object", properties: { a: text, rank: writeOnly }, additionalProperties: true },
  hiddenInMap: { type: "object", properties: { a: text, rank: writeOnly }, additionalProperties: text },
  hiddenInPatterned: {
    type: "object",
    properties: { a: text, rank: writeOnly },
    patternProperties: { "^r": text },
  },
  hiddenInDerived: { allOf: [plain, { type: "object", properties: { rank: writeOnly } }] },
  hiddenInParts: {
    allOf: [
      { type: "object", properties: { rank: text } },
      { type: "object", properties: { rank: writeOnly } },
    ],
  },
  hiddenBesideReference: { ...plain, properties: { rank: writeOnly } },
  guardedInDerived: { allOf: [plain, { type: "object", properties: { rank: guarded } }] },
  hiddenInBranch: {
    anyOf: [{ type: "object", properties: { a: text, rank: writeOnly } }, { type: "object" }],
  },
  undeclaredInPatterned: {
    type: "object",
    properties: { a: text },
    patternProperties: { "^(x+)+-": text, "^b": text },
    additionalProperties: false,
  },
  constant: { const: { a: "x" } },
  listed: { type: "object", enum: [{ a: "x" }, { a: "y", b: ["z"] }] },
  impossible: { type: "object", properties: { a: text, rank: false } },
  nothingDeclared: { type: "object", unevaluatedProperties: false },
};

function post(operationId: string, schema: JsonObject, answer: JsonObject): JsonObject {
  const json = (content: JsonObject): JsonObject => ({ "application/json": { schema: content } });
  return {
    post: openOperation(operationId, {
      "x-security": { public: "a test" },
      requestBody: { required: true, content: json(schema) },
      responses: { "200": { description: "", content: json(answer) } },
    }),
  };
}

const member = { type: "object", properties: { a: text, rank: guarded } };

const further: JsonObject = {
  "/tuple": post("tuple", {}, { type: "array", prefixItems: [text], items: false }),
  "/later": post(
    "later",
    {
      type: "array",
      prefixItems: [text],
      unevaluatedItems: { type: "object", properties: { rank: guarded } },
    },
    {},
  ),
  "/tree": post("tree", { $ref: "#/components/schemas/Tree" }, {}),
  "/search": {
    get: openOperation("search", {
      "x-security": { public: "a test" },
      parameters: [
        { name: "filter", in: "query", style: "deepObject", schema: member },
        { name: "sort", in: "query", content: { "application/json": { schema: member } } },
        { name: "X-Member", in: "header", schema: member },
      ],
    }),
  },
  "/whole": {
    get: openOperation("whole", {
      "x-security": { public: "a test" },
      parameters: [{ name: "all", in: "querystring", content: { "application/json": { schema: member } } }],
    }),
  },
  "/list": {
    get: openOperation("list", {
      "x-security": { public: "a test" },
      parameters: [{ name: "X-List", in: "header", schema: { type: "array", items: text } }],
    }),
  },
};

/** Every branch but the last leads back to the whole through the same member. */
const tree = { $ref: "#/components/schemas/Tree" };
const components = {
  schemas: {
    Open: { type: "object", properties: { a: text }, additionalProperties: true },
    Plain: { type: "object", properties: { a: text, rank: text } },
    Tree: {
      anyOf: [
        { type: "object", required: ["l"], properties: { l: tree } },
        { type: "object", properties: { l: tree, r: tree } },
        { type: "string" },
      ],
    },
  },
};

const secretive = { a: "x", rank: "secret" };
let server: GeneratedServer;
let seen: unknown;

beforeAll(async () => {
  const paths = {
    ...Object.fromEntries(Object.entries(requests).map(([id, schema]) => [`/${id}`, post(id, schema, {})])),
    ...Object.fromEntries(Object.entries(answers).map(([id, schema]) => [`/${id}`, post(id, {}, schema)])),
    ...further,
  };
  const names = [
    ...Object.keys(requests),
    ...Object.keys(answers),
    "tuple",
    "later",
    "tree",
    "list",
    "search",
    "whole",
  ];
  const handlers = names.map((id) => [
    id,
    async (context: object) => {
      seen = context;
      return { status: 200, body: id === "tuple" ? ["x", "secret"] : id in answers ? secretive : {} };
    },
  ]);
  const document: JsonObject = { ...openDocument(paths, "3.2.0"), components };
  server = await startGenerated({ name: "smuggling", document, handlers: Object.fromEntries(handlers) });
}, 60_000);
afterAll(() => server.close());

async function sent(path: string, body: string): Promise<{ status: number; text: string }> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${server.base}/${path}`, { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

describe("a member that callers may not send", () => {
  it.each(Object.keys(requests))("[C38] [C72] is refused: %s", async (id) => {
    const { status, text: answer } = await sent(id, '{"a":"x","rank":"admin"}');
    expect(answer).toContain('"pointer":"/rank"');
    expect(status).toBe(400);
  });

  it.each([
    "search?filter[rank]=x",
    "search?sort=%7B%22rank%22:%22x%22%7D",
    "whole?%7B%22rank%22:%22x%22%7D",
  ])("[C72] is refused in parameters: %s", async (target) => {
    expect((await fetch(`${server.base}/${target}`)).status).toBe(400);
    expect((await fetch(`${server.base}/${target.replace("rank", "a")}`)).status).toBe(200);
  });

  it("[C72] is refused in headers", async () => {
    const status = async (value: string): Promise<number> =>
      (await fetch(`${server.base}/search`, { headers: { "x-member": value } })).status;
    expect([await status("rank,x"), await status("a,x")]).toEqual([400, 200]);
  });

  it("[C72] is refused where only `unevaluatedItems` declares it", async () => {
    expect(await sent("later", '["x",{"rank":"admin"}]')).toMatchObject({ status: 400 });
  });
});

describe("a member that callers may not see", () => {
  it.each(Object.keys(answers))("[C45] stays: %s", async (id) => {
    const { status, text: answer } = await sent(id, "{}");
    expect(answer).not.toContain("rank");
    expect(status).toBe(200);
  });

  it("[C45] stays where a tuple ends", async () => {
    expect(await sent("tuple", "{}")).toEqual({ status: 200, text: '["x"]' });
  });
});

describe("a request that is meant to be read in two ways, or to take long", () => {
  it.each(["1e400", "-1E+400", `1${"0".repeat(309)}`, `${"9".repeat(260)}e60`])(
    "[C33] brings no infinite number: %s",
    async (number) => {
      expect(await sent("hiddenAlone", `{"n":${number}}`)).toMatchObject({ status: 400 });
      expect(await sent("hiddenAlone", `{"n":"${number}"}`)).toMatchObject({ status: 200 });
    },
  );

  it(
    "[C37] costs no more for each level of a schema that leads back to itself",
    { timeout: 5000 },
    async () => {
      const nested = (innermost: string): string => `${'{"l":'.repeat(30)}${innermost}${"}".repeat(30)}`;
      expect(await sent("tree", nested('"x"'))).toMatchObject({ status: 200 });
      expect(await sent("tree", nested("1"))).toMatchObject({ status: 400 });
    },
  );

  it("reads a list in a header without the white space around its commas", async () => {
    await fetch(`${server.base}/list`, { headers: { "x-list": "a , b\t,\tc d" } });
    expect(seen).toMatchObject({ headers: { "X-List": ["a", "b", "c d"] } });
  });

  it("[C35] has no transfer coding but chunked", async () => {
    const head = "POST /tree HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n";
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, "127.0.0.1");
      let received = "";
      socket.on("data", (chunk) => (received += String(chunk)));
      socket.on("close", () => {
        resolve(received);
      });
      socket.write(`${head}Transfer-Encoding: gzip, chunked\r\n\r\n3\r\n"x"\r\n0\r\n\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 415 /);
  });
});
