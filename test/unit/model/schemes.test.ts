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

const bound = {
  algorithms: ["ES256"],
  issuer: "https://id.example.com/",
  audience: "api",
  keys: { secret: "KEYS" },
};
const servers = [
  "https://api.example.com",
  "/v1",
  "https://{a}.example.com",
  "http://api.example.com",
  "http://localhost:3000/v1",
];

test("tokens are bound to keys where the scheme is DPoP, or says so", () => {
  const [named, stated, plain] = buildSchemes({
    servers: servers.map((url) => ({ url })),
    components: {
      securitySchemes: {
        named: { type: "http", scheme: "DPoP", "x-security": bound },
        stated: {
          type: "oauth2",
          "x-security": {
            ...bound,
            dpop: { required: false, window: "10s", algorithms: ["PS256"], nonce: "N" },
          },
        },
        plain: { type: "http", scheme: "bearer", "x-security": bound },
      },
    },
  });
  const urls = ["https://api.example.com", "http://localhost:3000/v1"];
  const algorithms = ["ES256", "EdDSA", "Ed25519"];
  expect(named).toMatchObject({
    policy: { place: { prefix: "DPoP" }, dpop: { required: true, algorithms, window: 60_000, urls } },
  });
  expect(named).not.toHaveProperty("policy.dpop.nonce");
  expect(stated).toMatchObject({
    policy: {
      place: { prefix: "Bearer" },
      dpop: { required: false, algorithms: ["PS256"], window: 10_000, nonce: "N", urls },
    },
  });
  expect(plain).not.toHaveProperty("policy.dpop");
});

test.each<[string, JsonObject]>([
  ["passwords", { type: "http", scheme: "basic", "x-security": { keys: { secret: "K" }, dpop: {} } }],
  ["certificates", { type: "mutualTLS", "x-security": { keys: { secret: "K" }, dpop: {} } }],
  [
    "keys",
    { type: "apiKey", in: "header", name: "X-Key", "x-security": { keys: { secret: "K" }, dpop: {} } },
  ],
  [
    "tokens elsewhere",
    { type: "apiKey", in: "header", name: "X-Token", "x-security": { ...bound, dpop: {} } },
  ],
])("%s are bound to no key, and a scheme that says so is not served", (_name, scheme) => {
  const [found] = buildSchemes({ components: { securitySchemes: { scheme } } });
  expect(found).toMatchObject({
    kind: "incomplete",
    missing: ["tokens in the Authorization header, which dpop is about"],
  });
});
