import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { buildSchemes } from "../../../src/model/schemes.js";

test("[C74] a scheme says on which surface it is accepted, and nothing where the document does not", () => {
  const scheme = (security: JsonObject): JsonObject => ({
    type: "apiKey",
    in: "header",
    name: "X-Key",
    "x-security": { keys: { secret: "KEYS" }, ...security },
  });
  const securitySchemes = { inside: scheme({ surfaces: ["internal"] }), everywhere: scheme({}) };
  const [inside, everywhere] = buildSchemes({ components: { securitySchemes } });
  expect(inside).toMatchObject({ kind: "served", policy: { surfaces: ["internal"] } });
  expect(everywhere).toMatchObject({ kind: "served", policy: { kind: "api-key" } });
  expect(everywhere).not.toHaveProperty("policy.surfaces");
});

test.each(["oauth2", "openIdConnect"])(
  "%s is verified as the bearer token that it issues, and grants scopes",
  (type) => {
    const security = {
      algorithms: ["ES256"],
      issuer: "https://id.example.com/",
      audience: "api",
      keys: { secret: "KEYS" },
    };
    const [issued, silent] = buildSchemes({
      components: { securitySchemes: { issued: { type, "x-security": security }, silent: { type } } },
    });
    expect(issued).toMatchObject({
      kind: "served",
      policy: {
        kind: "jwt",
        grants: "scopes",
        place: { in: "header", name: "authorization", prefix: "Bearer" },
      },
    });
    expect(silent).toMatchObject({
      kind: "incomplete",
      missing: ["algorithms", "issuer", "audience", "keys"],
    });
  },
);
