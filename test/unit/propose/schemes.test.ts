import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { annotationAt, done, draftOf, openOf, reasonOf, specimen } from "./support/specimen.js";

function withScheme(scheme: JsonObject): JsonObject {
  return specimen(
    { "/it": { get: done } },
    {},
    {
      security: [{ it: [] }],
      components: { securitySchemes: { it: scheme } },
    },
  );
}

const jwt = { algorithms: ["RS256", "ES256"], keys: { secret: "IT_KEYS" } };

describe("a security scheme", () => {
  test.each([
    ["http bearer", { type: "http", scheme: "bearer" }, jwt],
    [
      "an opaque bearer token",
      { type: "http", scheme: "Bearer", bearerFormat: "opaque" },
      { keys: jwt.keys },
    ],
    ["oauth2", { type: "oauth2", flows: {} }, jwt],
    ["openIdConnect", { type: "openIdConnect", openIdConnectUrl: "https://id.example.com/" }, jwt],
    [
      "OpenID Connect with metadata in its place",
      {
        type: "openIdConnect",
        openIdConnectUrl: "https://id.invalid/realm/.well-known/openid-configuration",
      },
      { algorithms: ["RS256", "ES256"], issuer: "https://id.invalid/realm" },
    ],
    ["an API key", { type: "apiKey", in: "header", name: "X-Key" }, { keys: jwt.keys, rotate: "90d" }],
    ["a cookie", { type: "apiKey", in: "cookie", name: "session" }, { keys: jwt.keys, rotate: "90d" }],
    ["basic", { type: "http", scheme: "basic" }, { keys: jwt.keys, rotate: "90d" }],
    ["mutualTLS", { type: "mutualTLS" }, { keys: jwt.keys, rotate: "90d" }],
    [
      "a JWT that is called an API key",
      { type: "apiKey", in: "header", name: "Authorization", description: "A JWT: `Token xxxxxx.yyyy.zzz`" },
      { ...jwt, prefix: "Token" },
    ],
  ])("%s gets what it takes to verify it", async (_, scheme, expected) => {
    const draft = await draftOf(withScheme(scheme));
    const found = annotationAt(draft, "/components/securitySchemes/it");
    expect(found).toMatchObject(expected);
    if ("algorithms" in expected) expect(String(found?.["issuer"])).toMatch(/\.invalid\//u);
    expect(draft.diagnostics).toEqual([]);
  });

  test.each([
    ["digest", { type: "http", scheme: "digest" }],
    ["a key in the query", { type: "apiKey", in: "query", name: "key" }],
  ])("%s closes what asks for it, and leaves no error", async (_, scheme) => {
    const draft = await draftOf(withScheme(scheme));
    expect(openOf(draft)).toEqual({ "GET /it": false });
    expect(reasonOf(draft, "GET /it")).toBe("credentials of it cannot be verified yet");
    expect(draft.diagnostics).toEqual([]);
  });

  test("in the query that nobody asks for is ignored, to be confirmed", async () => {
    const document = specimen(
      { "/it": { get: done } },
      {},
      {
        components: {
          securitySchemes: {
            bearer: { type: "http", scheme: "bearer" },
            unused: { type: "apiKey", in: "query", name: "key" },
          },
        },
      },
    );
    const draft = await draftOf(document);
    expect(annotationAt(draft, "/components/securitySchemes/unused")).toHaveProperty("ignore");
    expect(draft.diagnostics).toEqual([]);
  });

  test("that asks for what is not declared closes the operation", async () => {
    const draft = await draftOf(specimen({ "/it": { get: { ...done, security: [{ nothing: [] }] } } }));
    expect(openOf(draft)).toEqual({ "GET /it": false });
    expect(draft.diagnostics).toEqual([]);
  });

  test("gives each scheme a secret of its own, whatever its name", async () => {
    const scheme = { type: "apiKey", in: "header", name: "X-Key" };
    const names = ["my-key", "my_key", "ключ", "9lives"];
    const document = specimen(
      {},
      {},
      {
        security: [],
        components: { securitySchemes: Object.fromEntries(names.map((name) => [name, scheme])) },
      },
    );
    const draft = await draftOf(document);
    const secrets = names.map((name) => {
      const keys = annotationAt(draft, `/components/securitySchemes/${name}`)?.["keys"];
      return (keys as JsonObject | undefined)?.["secret"];
    });
    expect(new Set(secrets).size).toBe(names.length);
    expect(secrets.every((secret) => /^[A-Z][A-Z0-9_]*$/u.test(String(secret)))).toBe(true);
  });

  test("that stands alone in a document which demands nothing is demanded", async () => {
    const document = specimen({ "/it": { get: done } });
    delete (document as { security?: unknown }).security;
    const draft = await draftOf(document);
    expect(draft.proposals.find(({ topic }) => topic === "requirement")?.update).toEqual({
      security: [{ bearer: [] }],
    });
  });

  test("[C02] a server without TLS is reached by https", async () => {
    const servers = [{ url: "http://api.example.com:8080/v1" }, { url: "http://localhost:3000" }];
    const draft = await draftOf(specimen({}, {}, { servers }));
    expect(draft.proposals.filter(({ topic }) => topic === "server")).toMatchObject([
      { pointer: "/servers/0", update: { url: "https://api.example.com:8080/v1" } },
    ]);
    expect(draft.diagnostics).toEqual([]);
  });
});
