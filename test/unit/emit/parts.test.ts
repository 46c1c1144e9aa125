import { describe, expect, test } from "vitest";
import { importedPackages } from "../../../src/cli/dependencies.js";
import type { JsonObject } from "../../../src/document/document.js";
import { generate } from "../../../src/generate.js";
import { writeProject } from "../../support/compile.js";
import { openDocument, openOperation } from "../../support/generated-server.js";

const token = { algorithms: ["ES256"], issuer: "https://id.example.com/", audience: "api" };
const bearer = { type: "http", scheme: "bearer" };

/** Scheme → the modules that are there for its sake alone. */
const schemes = {
  "tokens with keys of a secret": [
    { ...bearer, "x-security": { ...token, keys: { secret: "JWT_KEYS" } } },
    ["jwt-scheme", "static-keys"],
  ],
  "tokens with keys at an address": [
    { ...bearer, "x-security": { ...token, keys: { jwks: "https://id.example.com/keys" } } },
    ["jwt-scheme", "fetched-keys", "fetch-json"],
  ],
  "opaque tokens": [
    {
      ...bearer,
      "x-security": {
        audience: "api",
        keys: { introspection: { endpoint: "https://id.example.com/introspect", client: "CLIENT" } },
      },
    },
    ["introspection-scheme", "fetch-json"],
  ],
  "API keys": [
    {
      type: "apiKey",
      in: "header",
      name: "X-Api-Key",
      "x-security": { keys: { secret: "KEYS" }, rotate: "90d" },
    },
    ["api-key-scheme", "records"],
  ],
  passwords: [
    { type: "http", scheme: "basic", "x-security": { keys: { secret: "USERS" }, rotate: "90d" } },
    ["basic-scheme", "records"],
  ],
  certificates: [
    { type: "mutualTLS", "x-security": { keys: { secret: "CERTIFICATES" }, rotate: "90d" } },
    ["mutual-tls-scheme", "records"],
  ],
} as const;

/** Members whose names an expression would be slow on. */
const withSlowNames = { type: "object", patternProperties: { "^(a|b)*c(a|b)*d$": { type: "string" } } };

const special = [...new Set(Object.values(schemes).flatMap(([, modules]) => modules))];

describe("the copied runtime", () => {
  test.each(Object.entries(schemes))(
    "verifies %s and no other credentials",
    async (_name, [scheme, modules]) => {
      const { copied, packages } = await runtimeOf({ a: scheme });
      const found = special.filter((name) => copied.has(`runtime/core/authentication/${name}.ts`));
      expect(found.toSorted()).toEqual([...modules].toSorted());
      expect(packages.includes("jose")).toBe((modules as readonly string[]).includes("jwt-scheme"));
    },
  );

  test.each([
    ["streams", "output/stream-answer", { "text/event-stream": {} }],
    ["slow patterns", "linear-pattern", { "application/json": { schema: withSlowNames } }],
  ])("has %s only where they are used", async (_name, module, content) => {
    const responses = { "200": { description: "Done.", content } };
    const used = await runtimeOf({}, { responses });
    expect(used.copied).toContain(`runtime/core/${module}.ts`);
    expect((await runtimeOf({})).copied).not.toContain(`runtime/core/${module}.ts`);
  });

  test("verifies nothing where there are no schemes", async () => {
    const { copied } = await runtimeOf({});
    expect(special.filter((name) => copied.has(`runtime/core/authentication/${name}.ts`))).toEqual([]);
  });
});

/** Which modules are copied for a document with these schemes, and which packages they import. */
async function runtimeOf(
  securitySchemes: JsonObject,
  operation: JsonObject = {},
): Promise<{
  readonly copied: ReadonlySet<string>;
  readonly packages: readonly string[];
}> {
  const document = {
    ...openDocument({ "/hello": { get: openOperation("hello", operation) } }),
    components: { securitySchemes },
  };
  const folder = writeProject("copied-parts", [{ path: "openapi.json", text: JSON.stringify(document) }]);
  const { files, diagnostics } = await generate({ document: `${folder}openapi.json` });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const api = files.filter(({ area }) => area === "api");
  return { copied: new Set(api.map(({ path }) => path)), packages: importedPackages(files) };
}
