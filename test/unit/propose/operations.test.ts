import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import {
  annotationAt,
  answers,
  done,
  draftOf,
  json,
  object,
  openOf,
  parsedOverlay,
  reasonOf,
  specimen,
  text,
} from "./support/specimen.js";

const login = (body: JsonObject, further: JsonObject = { security: [] }): JsonObject => ({
  post: { requestBody: json(body), ...done, ...further },
});
const credentials = object({ email: text, password: text });

describe("an operation that checks credentials", () => {
  test("is public, limited by address and by identity, and says where the identity stands", async () => {
    const draft = await draftOf(specimen({ "/auth/login": login(credentials) }));
    expect(annotationAt(draft, "/paths/~1auth~1login/post")).toMatchObject({
      authenticates: { identity: { body: "/email" } },
      rateLimit: ["login-ip", "login-id"],
      public: expect.stringMatching(/^CONFIRM: /u) as string,
    });
    expect(annotationAt(draft, "")).toMatchObject({
      rateLimits: { "login-id": { by: { body: "/email" }, count: "failures" } },
    });
    expect(draft.diagnostics).toEqual([]);
  });

  test("may keep both one level down, and others count another identity by a limit of their own", async () => {
    const draft = await draftOf(
      specimen({
        "/login": login(object({ user: credentials })),
        "/session": login(object({ username: text, passcode: text })),
      }),
    );
    expect(annotationAt(draft, "")).toMatchObject({
      rateLimits: {
        "login-id": { by: { body: "/user/email" } },
        "login-id-2": { by: { body: "/username" } },
      },
    });
    expect(openOf(draft)).toEqual({ "POST /login": true, "POST /session": true });
  });

  test.each([
    ["a path alone", { "/login": login(object({ theme: text })) }],
    ["a password alone", { "/login": login(object({ password: text })) }],
    ["a body alone", { "/people": login(credentials) }],
    ["reading", { "/login": { get: { ...done, security: [] } } }],
  ])("is not told by %s", async (_, paths) => {
    const draft = await draftOf(specimen(paths));
    expect(draft.proposals.some(({ update }) => JSON.stringify(update).includes("authenticates"))).toBe(
      false,
    );
  });

  test("that demands credentials at once stays closed: it was hardly meant so", async () => {
    const draft = await draftOf(specimen({ "/login": login(credentials, {}) }));
    expect(reasonOf(draft, "POST /login")).toContain("demands some at once");
  });
});

describe("an operation without credentials", () => {
  test("is open where its own security is empty and it changes nothing, with a reason to confirm", async () => {
    const draft = await draftOf(specimen({ "/prices": { get: { ...done, security: [] } } }));
    expect(openOf(draft)).toEqual({ "GET /prices": true });
    expect(annotationAt(draft, "/paths/~1prices/get")).toEqual({
      public: "CONFIRM: the document asks for no credentials here",
    });
    expect(draft.proposals.find(({ pointer }) => pointer === "/paths/~1prices/get")?.confidence).toBe(
      "medium",
    );
  });

  test.each([
    ["changes something", { "/prices": { post: { ...done, security: [] } } }],
    [
      "names somebody's object",
      {
        "/prices/{priceId}": {
          get: {
            ...done,
            security: [],
            parameters: [{ name: "priceId", in: "path", required: true, schema: text }],
          },
        },
      },
    ],
  ])("is closed where it %s", async (_, paths) => {
    expect(Object.values(openOf(await draftOf(specimen(paths))))).toEqual([false]);
  });

  test("of a document that asks for none anywhere is closed, but for a probe", async () => {
    const bare = {
      openapi: "3.0.3",
      info: { title: "Bare", version: "1" },
      paths: {
        "/healthz": { get: done },
        "/health-records": { get: done },
        "/orders": { get: answers(text), delete: done },
      },
    };
    const draft = await draftOf(bare);
    expect(openOf(draft)).toEqual({
      "GET /healthz": true,
      "GET /health-records": false,
      "GET /orders": false,
      "DELETE /orders": false,
    });
    const [root] = parsedOverlay(draft).actions;
    expect(root?.update).toMatchObject({ security: [{ bearer: [] }] });
    expect(draft.operations.find(({ path }) => path === "/orders")?.authentication.kind).toBe("required");
  });
});

describe("limits", () => {
  test("are proposed for searching and for moving many rows", async () => {
    const draft = await draftOf(
      specimen({
        "/orders/search": { get: done },
        "/orders/export": { get: done },
        "/research": { get: done },
      }),
    );
    expect(annotationAt(draft, "/paths/~1orders~1search/get")).toMatchObject({
      rateLimit: ["edge", "default", "search"],
    });
    expect(annotationAt(draft, "/paths/~1orders~1export/get")).toMatchObject({
      rateLimit: ["edge", "default", "bulk"],
    });
    expect(annotationAt(draft, "/paths/~1research/get")).not.toHaveProperty("rateLimit");
  });
});

test("two operations of one id get ids of their own", async () => {
  const named = (id: string): JsonObject => ({ get: { operationId: id, ...done } });
  const draft = await draftOf(
    specimen({ "/a": named("it"), "/b": named("it"), "/c": named("it2"), "/d": named("it") }),
  );
  expect(draft.operations.map(({ id }) => id)).toEqual(["it", "it3", "it2", "it4"]);
  expect(draft.diagnostics).toEqual([]);
});
