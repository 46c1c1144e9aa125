import { describe, expect, test } from "vitest";
import { credentialsPage } from "../../../src/emit/credentials.js";
import { environmentExample } from "../../../src/emit/environment.js";
import { buildModel } from "../../../src/model/build.js";
import { documentOf } from "../model/support/model-of.js";

const done = { responses: { "204": { description: "Done." } } };
const token = { issuer: "https://id.example.com/", audience: "api" };
const { model } = buildModel(
  documentOf({
    openapi: "3.1.0",
    info: { title: "Shop `x`\n# Not a heading https://shop.example.com", version: "1" },
    security: [{ bearer: ["read"] }],
    paths: {
      "/a": { get: { operationId: "readA", ...done } },
      "/b": { post: { operationId: "writeB", security: [{ bearer: ["write"] }, { key: [] }], ...done } },
      "/c": {
        get: { operationId: "closed", security: [{ key: [] }], "x-security": { closed: "not yet" }, ...done },
      },
      "/d": { get: { operationId: "ask", security: [{ opaque: [], user: [], machine: [] }], ...done } },
    },
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          "x-security": { algorithms: ["ES256"], ...token, keys: { secret: "JWT_KEYS" } },
        },
        key: {
          type: "apiKey",
          in: "header",
          name: "X-Key",
          "x-security": {
            keys: { secret: "API_KEYS" },
            pepper: "PEPPER",
            rotate: "90d",
            surfaces: ["internal"],
          },
        },
        opaque: {
          type: "http",
          scheme: "bearer",
          "x-security": {
            ...token,
            keys: { introspection: { endpoint: "https://id.example.com/introspect", client: "CLIENT" } },
          },
        },
        user: { type: "http", scheme: "basic", "x-security": { keys: { secret: "USERS" }, rotate: "90d" } },
        machine: { type: "mutualTLS", "x-security": { keys: { secret: "CERTIFICATES" }, rotate: "30d" } },
      },
    },
  }),
);

describe("what credentials reach", () => {
  const page = credentialsPage(model);
  const section = (name: string): string =>
    page.split("\n## ").find((part) => part.startsWith(`\`${name}\``)) ?? "";

  test("[C58] is listed for each scheme, with what it asks, its secrets and its end", () => {
    expect(section("bearer")).toContain("Opens 2 of 4 operations: `readA (read)`, `writeB (write)`");
    expect(section("key")).toContain("Opens 1 of 4 operations: `writeB`");
    expect(section("key")).toContain("Secrets: `API_KEYS`, `PEPPER`");
    expect(section("key")).toContain("at most 90 days");
    expect(section("key")).toContain("Accepted on: internal");
    for (const name of ["opaque", "user", "machine"]) expect(section(name)).toContain("`ask`");
  });

  test("[C57] says what to do when one has leaked", () => {
    for (const name of ["bearer", "key", "opaque", "user", "machine"])
      expect(section(name)).toMatch(/When one has leaked: \S+ /);
  });

  test("takes no markup from the document", () => {
    expect(page.split("\n").filter((line) => line.startsWith("# "))).toEqual([
      "# Credentials of `Shop ?x? # Not a heading https://shop.example.com`",
    ]);
  });

  test("[C53] names every secret for whoever starts the server, and holds none", () => {
    const names = environmentExample(model)
      .split("\n")
      .filter((line) => /^[A-Z_]+=/.test(line));
    expect(names).toEqual(["JWT_KEYS=", "API_KEYS=", "PEPPER=", "CLIENT=", "USERS=", "CERTIFICATES="]);
  });
});
