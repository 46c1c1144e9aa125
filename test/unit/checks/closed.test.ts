import { describe, expect, test } from "vitest";
import { runChecks } from "../../../src/checks/run.js";
import type { JsonObject } from "../../../src/document/document.js";
import { buildModel } from "../../../src/model/build.js";
import { documentOf } from "../model/support/model-of.js";

function found(root: JsonObject): readonly string[] {
  const document = documentOf({ openapi: "3.1.0", info: { title: "Specimen", version: "1" }, ...root });
  return [...new Set(runChecks(buildModel(document).model, document).map(({ rule }) => rule))].sort();
}

const json = (schema: JsonObject): JsonObject => ({ content: { "application/json": { schema } } });
const text = { type: "string" } as const;
const parameter = (place: string, name: string): JsonObject => ({
  name,
  in: place,
  required: true,
  schema: text,
});

/** One operation with everything wrong that a handler could do harm with. */
function document(operation: JsonObject, pathItem: JsonObject = {}): JsonObject {
  return {
    paths: {
      "/things/{thingId}/{undeclared}": {
        ...pathItem,
        post: {
          parameters: [parameter("path", "thingId"), parameter("query", "access_token")],
          requestBody: { content: { "application/x-unheard-of": { schema: { type: "object" } } } },
          responses: {
            "200": {
              description: "It.",
              ...json({ type: "object", properties: { password: text, token: text } }),
            },
            "202": {
              description: "Another.",
              content: {
                "application/json": { schema: {} },
                "application/x-unheard-of": { schema: { type: "object" } },
              },
            },
          },
          ...operation,
        },
      },
      "/people": {
        put: {
          security: [{ basic: [], unknown: [], inUrl: [] }],
          requestBody: json({ type: "object", properties: { isAdmin: { type: "boolean" } } }),
          responses: { "204": { description: "Done." } },
          ...pathItem,
          ...operation,
        },
      },
    },
    components: {
      securitySchemes: {
        basic: { type: "http", scheme: "basic" },
        inUrl: { type: "apiKey", in: "query", name: "key" },
      },
    },
  };
}

const reason = { "x-security": { closed: "nobody has looked at it yet" } };
const all = [
  "exposed-credential",
  "exposed-token",
  "incomplete-scheme",
  "operation-without-security",
  "path-parameter",
  "scheme-in-url",
  "secret-in-url",
  "skipped-media-type",
  "unbound-id",
  "undeclared-scheme",
  "undeclared-visibility",
  "unserved-media-type",
];

describe("a closed operation", () => {
  test("is found fault with while it is open", () => {
    expect(found(document({}))).toEqual(all);
  });

  test("leaves nothing to find, since nothing reaches it", () => {
    expect(found(document(reason))).toEqual([]);
  });

  test("may be closed at its path", () => {
    expect(found(document({}, reason))).toEqual([]);
  });

  test("hides no fault of another operation", () => {
    const closed = document(reason);
    const open = document({});
    const paths = { ...(closed["paths"] as JsonObject), "/people": (open["paths"] as JsonObject)["/people"] };
    expect(found({ ...closed, paths } as JsonObject)).toEqual([
      "incomplete-scheme",
      "scheme-in-url",
      "undeclared-scheme",
      "undeclared-visibility",
    ]);
  });

  test("still has to name limits that exist: they hold before it refuses", () => {
    const written = { "x-security": { closed: "not yet", rateLimit: ["nothing"] } };
    expect(found(document(written))).toEqual(["unknown-rate-policy"]);
  });

  test("needs no limits of its own where it checks credentials", () => {
    const login = { authenticates: { identity: { body: "/email" } } };
    const signIn = (further: JsonObject): JsonObject => ({
      paths: {
        "/login": {
          post: {
            security: [],
            requestBody: json({ type: "object", properties: { email: text } }),
            responses: { "204": { description: "Done." } },
            "x-security": { public: "credentials come from here", ...login, ...further },
          },
        },
      },
    });
    expect(found(signIn({}))).toEqual(["unlimited-authentication"]);
    expect(found(signIn({ closed: "not yet" }))).toEqual([]);
  });
});
