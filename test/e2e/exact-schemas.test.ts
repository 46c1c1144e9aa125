import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";

interface Case {
  readonly schema: JsonObject;
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
}

const text = { type: "string", maxLength: 9 };
const integer = { type: "integer" };

/** Schemas that are easily judged almost right. JSON Schema 2020-12. */
const cases: Readonly<Record<string, Case>> = {
  cents: {
    schema: { type: "number", multipleOf: 0.01 },
    accepted: [19.99, 4.35, 0.07, 0.29, 8.2, 1.15, -33.33, 123456789.01, 1e22, 0],
    refused: [0.001, 1.005, 19.999, 1e-7],
  },
  thirds: {
    schema: { type: "number", multipleOf: 3 },
    accepted: [9, 1.5e1, 9007199254740990],
    refused: [10, 4.5, 9007199254740988],
  },
  dependent: {
    schema: {
      type: "object",
      properties: { a: integer, b: integer },
      dependentSchemas: { b: { properties: { c: text }, required: ["c"] } },
    },
    accepted: [{}, { a: 1 }, { a: 1, b: 2, c: "x" }],
    refused: [{ b: 2 }, { a: 1, c: "x" }, { a: 1, d: 1 }],
  },
  listed: {
    schema: {
      type: "array",
      prefixItems: [text],
      anyOf: [{ contains: { const: 1 } }, { maxItems: 1 }],
      unevaluatedItems: false,
    },
    accepted: [["a"], ["a", 1]],
    refused: [[1], ["a", 2]],
  },
  containing: {
    schema: { type: "array", contains: { const: 1 }, unevaluatedItems: text },
    accepted: [[1], [1, 1], [1, "a"], ["a", 1]],
    refused: [[], ["a"], [1, 2], [1, {}]],
  },
  containingBehindFirst: {
    schema: { type: "array", prefixItems: [text], contains: { const: 1 } },
    accepted: [["a", 1]],
    refused: [[], ["a"]],
  },
  countedElsewhere: {
    schema: {
      type: "array",
      $ref: "#/components/schemas/Few",
      allOf: [{ dependentSchemas: { a: { required: ["b"] } } }],
      unevaluatedItems: false,
    },
    accepted: [[]],
    refused: [[1], ["a", "b"]],
  },
  namedElsewhere: {
    schema: {
      type: "object",
      $ref: "#/components/schemas/Some",
      patternProperties: { "^a": integer },
      unevaluatedProperties: false,
    },
    accepted: [{ a: 1 }, { ab: 1, a: 2 }],
    refused: [{}, { a: "x" }, { a: 1, b: 1 }],
  },
  // Handlers get an object, by its type; JSON Schema alone would let everything else pass.
  untyped: {
    schema: { properties: { a: integer, b: { properties: { c: text } } }, required: ["a"] },
    accepted: [{ a: 1 }, { a: 1, b: { c: "x" } }],
    refused: ["x", null, [], 5, {}, { a: 1, b: "x" }],
  },
  untypedBranches: {
    schema: { anyOf: [{ properties: { a: integer }, required: ["a"] }, text] },
    accepted: [{ a: 1 }, "x"],
    refused: [5, null, {}],
  },
  untypedCondition: {
    schema: { type: ["object", "string"], maxLength: 9, if: true, then: { properties: { a: integer } } },
    accepted: [{ a: 1 }, "x"],
    refused: [{ a: "x" }, 5],
  },
  conditional: {
    schema: {
      type: "object",
      properties: { country: text },
      if: { properties: { country: { const: "us" }, zip: integer }, required: ["country"] },
      then: { required: ["zip"] },
      else: { properties: { code: text } },
      unevaluatedProperties: false,
    },
    accepted: [
      { country: "us", zip: 1 },
      { country: "nl", code: "x" },
    ],
    refused: [{ country: "us" }, { country: "nl", zip: "anything" }, { country: "us", zip: 1, code: "x" }],
  },
};

let server: GeneratedServer;

beforeAll(async () => {
  const operations = Object.entries(cases).map(([name, { schema }]) => {
    const requestBody = { required: true, content: { "application/json": { schema } } };
    return [`/${name}`, { post: openOperation(name, { requestBody }) }] as const;
  });
  const answer = () => Promise.resolve({ status: 200, body: null });
  server = await startGenerated({
    name: "exact-schemas",
    document: {
      ...openDocument(Object.fromEntries(operations)),
      components: {
        schemas: { Few: { type: "array", maxItems: 2 }, Some: { type: "object", minProperties: 1 } },
      },
    },
    handlers: Object.fromEntries(Object.keys(cases).map((name) => [name, answer])),
  });
}, 60_000);

afterAll(() => server.close());

describe("an answer", () => {
  it("is null where that is what the handler gives", async () => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${server.base}/cents`, { method: "POST", headers, body: "1" });
    expect([response.headers.get("content-type"), await response.text()]).toEqual([
      "application/json",
      "null",
    ]);
  });
});

describe("a body", () => {
  const rows = Object.entries(cases).flatMap(([name, { accepted, refused }]) => [
    ...accepted.map((value) => [name, JSON.stringify(value), 200] as const),
    ...refused.map((value) => [name, JSON.stringify(value), 400] as const),
  ]);
  it.each(rows)("[C33] of the schema %s: %s is answered %i", async (name, body, status) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${server.base}/${name}`, { method: "POST", headers, body });
    expect(response.status).toBe(status);
  });
});
