import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fencedHeaders } from "../../src/model/answer-headers.js";
import { reserved } from "../../src/runtime/core/output/safe-headers.js";
import type { HandlerAnswer } from "../../src/runtime/core/result.js";
import {
  generateProject,
  startServer,
  type GeneratedProject,
  type RunningServer,
} from "../support/generated.js";

const header = (schema: object, more: object = {}) => ({ schema, ...more });
const integer = { type: "integer", minimum: 0 };
const texts = { type: "array", items: { type: "string" } };
const range = { type: "object", properties: { from: { type: "integer" }, to: { type: "integer" } } };

const document = {
  openapi: "3.1.0",
  info: { title: "Headers", version: "1" },
  security: [],
  paths: {
    "/notes": {
      post: {
        operationId: "addNote",
        "x-security": { public: "test" },
        responses: {
          "201": {
            description: "",
            headers: {
              Location: header({ type: "string", format: "uri-reference" }, { required: true }),
              "X-Left": header(integer),
              "X-Tags": header(texts),
              "X-Range": header(range),
              "X-Range-Pairs": header(range, { explode: true }),
              "X-Owner": {
                content: { "application/json": { schema: { $ref: "#/components/schemas/Owner" } } },
              },
              "X-Kind": header({ enum: ["short", "long"] }),
              "Content-Type": header({ type: "string" }, { required: true }),
              "X-Request-Id": header({ type: "string" }, { required: true }),
              "Access-Control-Allow-Origin": header({ type: "string" }, { required: true }),
              "Set-Cookie": header({ type: "array", items: { type: "string" } }),
            },
            content: {
              "application/json": { schema: { type: "object", properties: { id: { type: "string" } } } },
            },
          },
          "4XX": { description: "", headers: { "X-Class": header({ type: "boolean" }) } },
          "404": { description: "", headers: { "Retry-After": header(integer, { required: true }) } },
        },
      },
    },
  },
  components: {
    schemas: {
      Owner: {
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string" },
          secret: { type: "string", writeOnly: true },
          salary: { type: "integer", "x-security": { visibility: { read: { roles: ["boss"] } } } },
        },
      },
    },
  },
};

const usage = `import type { Handlers } from "../api/index.js";

export const all: Handlers["addNote"] = () =>
  Promise.resolve({
    status: 201,
    body: { id: "1" },
    headers: {
      Location: "/notes/1",
      "X-Left": 3,
      "X-Tags": ["a"],
      "X-Range": { from: 1 },
      "X-Owner": { name: "Ada" },
      "X-Kind": "short",
      "Set-Cookie": ["a=1", "b=2"],
      etag: '"1"',
    },
  });
export const ofClass: Handlers["addNote"] = () => Promise.resolve({ status: 409, headers: { "X-Class": true } });
export const without: Handlers["addNote"] = () => Promise.resolve({ status: 409 });
export const missing: Handlers["addNote"] = () =>
  // @ts-expect-error: a required header is missing
  Promise.resolve({ status: 201, body: {}, headers: { "X-Left": 1 } });
export const none: Handlers["addNote"] = () =>
  // @ts-expect-error: all of them are missing
  Promise.resolve({ status: 201, body: {} });
export const wrong: Handlers["addNote"] = () =>
  // @ts-expect-error: a number
  Promise.resolve({ status: 201, body: {}, headers: { Location: "/", "X-Left": "many" } });
export const nameless: Handlers["addNote"] = () =>
  // @ts-expect-error: a member is missing
  Promise.resolve({ status: 201, body: {}, headers: { Location: "/", "X-Owner": {} } });
export const undeclared: Handlers["addNote"] = () =>
  // @ts-expect-error: neither declared nor of HTTP's own
  Promise.resolve({ status: 409, headers: { "X-Debug": "1" } });
`;

let project: GeneratedProject;
let server: RunningServer;
let answer: HandlerAnswer;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  project = await generateProject("response-headers", document, [
    { path: "src/handlers/usage.ts", text: usage },
  ]);
  const logger = pino(
    { base: null },
    { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[0]) },
  );
  server = await startServer(project, { addNote: () => Promise.resolve(answer) }, logger);
}, 120_000);

afterAll(() => server.close());

async function answered(given: HandlerAnswer): Promise<Response> {
  answer = given;
  return fetch(`${server.origin}/notes`, { method: "POST" });
}

const created = (headers: Record<string, unknown>) =>
  answered({ status: 201, body: { id: "1" }, headers: { Location: "/notes/1", ...headers } });

describe("headers of answers", () => {
  it("leave in their style, whatever the letters of their names", async () => {
    const { status, headers } = await created({
      "x-left": 3,
      "X-Tags": ["a", "b"],
      "X-Range": { from: 1, to: 5 },
      "X-Range-Pairs": { from: 1, to: 5 },
      "X-Owner": { name: "Adà" },
      "X-Kind": undefined,
      "set-cookie": ["a=1; Path=/", "b=2"],
      ETag: '"1"',
    });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe("/notes/1");
    expect(headers.get("x-left")).toBe("3");
    expect(headers.get("x-tags")).toBe("a,b");
    expect(headers.get("x-range")).toBe("from,1,to,5");
    expect(headers.get("x-range-pairs")).toBe("from=1,to=5");
    expect(headers.get("x-owner")).toBe('{"name":"Ad\\u00e0"}');
    expect(headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(headers.get("etag")).toBe('"1"');
    expect(headers.has("x-kind")).toBe(false);
  });

  it("[C43] [C45] leave out what is not declared, in headers and inside them", async () => {
    const { status, headers } = await created({
      "X-Debug": "stack",
      "X-Owner": { name: "Ada", secret: "s", salary: 1, more: true },
    });
    expect([status, headers.has("x-debug"), headers.get("x-owner")]).toEqual([201, false, '{"name":"Ada"}']);
    const other = await answered({ status: 409, headers: { "X-Class": true, "X-Left": 1 } });
    expect([other.status, other.headers.get("x-class"), other.headers.has("x-left")]).toEqual([
      409,
      "true",
      false,
    ]);
  });

  it.each<[string, HandlerAnswer, string]>([
    ["a required one is missing", { status: 201, body: {} }, "Location"],
    ["a required one is null", { status: 201, body: {}, headers: { Location: null } }, "Location"],
    ["of another status", { status: 404 }, "Retry-After"],
    ["of another type", { status: 201, body: {}, headers: { Location: "/", "X-Left": "x" } }, "X-Left"],
    ["out of range", { status: 201, body: {}, headers: { Location: "/", "X-Left": -1 } }, "X-Left"],
    ["of no listed value", { status: 201, body: {}, headers: { Location: "/", "X-Kind": "tiny" } }, "X-Kind"],
    ["an object", { status: 201, body: {}, headers: { Location: {} } }, "Location"],
    ["nested", { status: 409, headers: { link: [["a"]] } }, "link"],
    ["without a member", { status: 201, body: {}, headers: { Location: "/", "X-Owner": {} } }, "X-Owner"],
    ["twice", { status: 201, body: {}, headers: { Location: "/a", location: "/b" } }, "location"],
  ])("[C43] one that is not as declared makes a 500 that names it in the log: %s", async (_, given, name) => {
    const response = await answered(given);
    expect([response.status, await response.json()]).toEqual([
      500,
      { type: "about:blank", title: "Internal Server Error", status: 500 },
    ]);
    expect(lines.at(-1)).toMatchObject({
      event: "sys_crash",
      reason: expect.stringContaining(`the header ${name} of the answer`) as string,
    });
  });

  it("[C41] cannot be split, also where they are declared", async () => {
    const { status, headers } = await created({ "X-Tags": ["a\r\nx-admin: 1"] });
    expect([status, headers.has("x-admin"), headers.has("x-tags")]).toEqual([500, false, false]);
  });

  it("that the fence writes are the same for the model and the runtime", () => {
    expect([...fencedHeaders].sort()).toEqual([...reserved].sort());
  });

  it("have types: what is required has to be there, and nothing undeclared", async () => {
    expect(await project.problems()).toEqual([]);
  }, 120_000);
});
