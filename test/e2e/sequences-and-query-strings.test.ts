import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import type { Handler } from "../support/generated-server.js";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";

const event = { $ref: "#/components/schemas/Event" };
const whole = (content: JsonObject): JsonObject => ({
  parameters: [{ name: "whole", in: "querystring", content }],
});

/** What OpenAPI 3.2 adds to what callers send: items one after the other, and query strings that are one value. */
const document: JsonObject = {
  ...openDocument(
    {
      "/events": {
        post: openOperation("addEvents", {
          requestBody: {
            content: {
              "application/jsonl": { itemSchema: event },
              "application/x-ndjson": { schema: { type: "array", maxItems: 2, items: event } },
              "application/json-seq": { schema: event },
            },
          },
        }),
      },
      "/path": {
        get: openOperation("byPath", whole({ "application/jsonpath": { schema: { type: "string" } } })),
      },
      "/json": { get: openOperation("byJson", whole({ "application/json": { schema: event } })) },
      "/form": {
        get: openOperation("byForm", whole({ "application/x-www-form-urlencoded": { schema: event } })),
      },
    },
    "3.2.0",
  ),
  components: {
    schemas: {
      Event: { type: "object", required: ["n"], properties: { n: { type: "integer" } } },
    },
  },
};

let server: GeneratedServer;

beforeAll(async () => {
  const echo: Handler = async ({ body, query }) => ({ status: 200, body: body ?? query });
  const names = ["addEvents", "byPath", "byJson", "byForm"];
  const handlers = Object.fromEntries(names.map((name) => [name, echo]));
  server = await startGenerated({ name: "sequences-and-query-strings", document, handlers });
}, 60_000);

afterAll(() => server.close());

async function answerOf(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(`${server.base}${path}`, init);
  const answer = (await response.json()) as { readonly errors?: readonly { readonly pointer: string }[] };
  return response.status === 200 ? answer : [response.status, answer.errors?.[0]?.pointer];
}

describe("a sequence", () => {
  it.each<[string, string, unknown]>([
    ["application/jsonl", '{"n":1}\n{"n":2}\n', [{ n: 1 }, { n: 2 }]],
    ["application/jsonl", '{"n":1}\r\n\r\n{"n":2}', [{ n: 1 }, { n: 2 }]],
    ["application/jsonl", '{"n":1}\n{"m":2}\n', [400, "/1/n"]],
    ["application/jsonl", '{"n":1}\n{"n":2', [400, "/1"]],
    ["application/jsonl", '{"n":1,\n"n":2}', [400, "/0"]],
    ["application/jsonl", '{"n":1}\n\u00a0\n', [400, "/1"]],
    ["application/jsonl", '{"n":1}\n\ufeff\n', [400, "/1"]],
    ["application/x-ndjson", '{"n":1}\n{"n":2}', [{ n: 1 }, { n: 2 }]],
    ["application/x-ndjson", '{"n":1}\n{"n":2}\n{"n":3}', [400, ""]],
    ["application/json-seq", '\u001e{"n":\n1}\n\u001e{"n":2}\n', [{ n: 1 }, { n: 2 }]],
    ["application/json-seq", '\u001e{"n":"x"}\n', [400, "/0/n"]],
  ])("[C33] of the type %s, %j, is held against its schema item by item", async (type, body, wanted) => {
    const answer = await answerOf("/events", { method: "POST", headers: { "content-type": type }, body });
    expect(answer).toEqual(wanted);
  });
});

describe("a query string", () => {
  it.each<[string, unknown]>([
    ["/path?$.a%5B?@.b==1%5D&c", "$.a[?@.b==1]&c"],
    ["/path", {}],
    ['/json?{"n":1}', { n: 1 }],
    ['/json?{"n":"x"}', [400, "/n"]],
    ["/json", {}],
    ["/form?n=1", { n: 1 }],
    ["/form?n=1&m=1", [400, "/m"]],
    ["/form", {}],
  ])("[C33] %s is one value, or left out", async (path, wanted) => {
    expect(await answerOf(path)).toEqual(wanted);
  });
});
