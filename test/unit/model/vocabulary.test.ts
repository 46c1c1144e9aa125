import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../../src/document/document.js";
import { vocabularySchema, type Dialect } from "../../../src/model/vocabulary/json-schema.js";
import { judgeVocabulary } from "../../../src/model/vocabulary/judge.js";
import { places, type Place } from "../../../src/model/vocabulary/places.js";
import { readForm } from "../../../src/model/vocabulary/read.js";

const accepted: readonly (readonly [Place, JsonValue])[] = [
  [
    "document",
    {
      limits: { body: "1MiB", depth: 32, string: 10000, array: 1000, properties: 200 },
      rateLimits: {
        edge: { by: "address", limit: 300, window: "1m", at: "edge" },
        default: { by: "credential", limit: 600, window: "1m", algorithm: "sliding-window" },
        "login-id": { by: { body: "/email" }, limit: 5, window: "15m", count: "failures" },
        device: { by: { header: "x-device" }, limit: 5, window: "500ms" },
        org: { by: { path: "orgId" }, limit: 5, window: "30s" },
      },
      rateLimit: ["edge", "default"],
      cors: { origins: ["https://app.example.com"], credentials: true, maxAge: "10m" },
      transport: {
        tls: "intermediate",
        hsts: { maxAge: "730d", includeSubDomains: true, preload: false },
        proxies: ["10.0.0.0/8", "fd00::/8"],
        certificate: { warn: "20d", page: "3d" },
      },
      disclosure: {
        contact: ["mailto:security@example.com"],
        validFor: "180d",
        policy: "https://example.com/vulnerability-policy",
        response: { investigate: "on-call", notify: "legal", press: "communications" },
      },
      detection: {
        authFailures: { warn: "10/5m", page: "25/15m" },
        credentialSpread: { warn: "5/30m", page: "10/30m" },
        firstPrivilegedUse: { memory: "30d" },
      },
      ignore: { "insecure-server": "only inside the cluster" },
    },
  ],
  [
    "scheme",
    {
      algorithms: ["ES256"],
      issuer: "https://id.example.com/",
      audience: "orders-api",
      type: "at+jwt",
      keys: { jwks: "https://id.example.com/jwks.json" },
      leeway: "30s",
      maxAge: "12h",
      claims: { subject: "sub", scopes: "scope", roles: "roles", tenant: "org_id" },
      privileged: { "orders:admin": { maxAge: "15m" } },
      grants: "scopes",
      surfaces: ["public"],
    },
  ],
  ["scheme", { keys: { secret: "API_KEYS" }, rotate: "90d", prefix: "Token" }],
  [
    "schema",
    {
      resource: {
        table: "orders",
        id: "id",
        tenant: "orgId",
        hide: 404,
        access: [
          { owner: "customerId" },
          { match: { regionId: "region" }, roles: ["dispatcher"], actions: ["read", "list"] },
          {
            member: {
              table: "order_shares",
              resource: "order_id",
              principal: "user_id",
              where: { level: ["view", "edit"] },
            },
            actions: ["read"],
          },
          { anyone: true, where: { status: "published" }, actions: ["read", "list"] },
          { scopes: ["orders:admin"], any: true },
          { parent: "Order", via: "orderId" },
          { roles: ["support"], any: true, crossTenant: true },
        ],
      },
    },
  ],
  ["property", { visibility: { read: true, update: { roles: ["admin"] } } }],
  ["property", { sensitive: "credential" }],
  ["property", { sensitive: { kind: "credential", reveal: "once" } }],
  ["property", { hosts: ["*.example.com"] }],
  ["property", { resource: "Warehouse", action: "read" }],
  ["parameter", { resource: "Order" }],
  [
    "operation",
    {
      action: "approve",
      resource: "Order",
      public: "health probe",
      rateLimit: ["login-ip", "login-id"],
      cost: 5,
      audit: "privileged",
      requires: { roles: ["admin"] },
      authenticates: { identity: { body: "/email" } },
      surface: "internal",
      ignore: { "numeric-id": "legacy partner contract, ends 2027" },
    },
  ],
  ["pathItem", { audit: { event: "role.changed" } }],
];

const refused: readonly (readonly [Place, JsonValue, string])[] = [
  ["document", { limits: { body: "1MB" } }, "a size of decimal units"],
  ["document", { limits: { body: 1024 } }, "a size without a unit"],
  ["document", { limits: { depth: 0 } }, "a depth of zero"],
  ["document", { rateLimits: { a: { by: "address", limit: 5, window: "0s" } } }, "an empty window"],
  ["document", { rateLimits: { a: { by: "address", limit: 5, window: "1 m" } } }, "a duration with a space"],
  ["document", { rateLimits: { a: { by: "address", limit: 0.5, window: "1m" } } }, "half a request"],
  ["document", { rateLimits: { a: { by: "adress", limit: 5, window: "1m" } } }, "an unknown key of counting"],
  [
    "document",
    { rateLimits: { a: { by: { body: "email" }, limit: 5, window: "1m" } } },
    "a pointer without a slash",
  ],
  [
    "document",
    { rateLimits: { a: { by: { body: "/a", path: "b" }, limit: 5, window: "1m" } } },
    "two pointers at once",
  ],
  ["document", { rateLimits: { a: { limit: 5, window: "1m" } } }, "a policy that counts by nothing"],
  [
    "document",
    { rateLimits: { "a b": { by: "address", limit: 5, window: "1m" } } },
    "a policy name with a space",
  ],
  ["document", { rateLimit: [] }, "an empty list of policies"],
  ["document", { rateLimit: "edge" }, "a policy that is no list"],
  ["document", { cors: { origins: ["https://app.example.com/"] } }, "an origin with a path"],
  ["document", { cors: { credentials: true } }, "CORS without origins"],
  ["document", { detection: { authFailures: { warn: "10 per 5m" } } }, "a rate in words"],
  ["document", { unknown: true }, "an unknown key"],
  ["scheme", { algorithms: ["none"] }, "the algorithm none"],
  ["scheme", { keys: { secret: "sk_live_0123456789abcdef" } }, "the value of a secret"],
  ["scheme", { keys: {} }, "keys from nowhere"],
  ["schema", { resource: { hide: 401 } }, "another status than 404 and 403"],
  ["schema", { resource: { access: [{ parent: "Order" }] } }, "a parent without via"],
  ["schema", { resource: { access: [{ anyone: true, owner: "id" }] } }, "anyone who is the owner"],
  ["schema", { resource: { access: [{ any: false }] } }, "any: false"],
  ["schema", { resource: { access: [{ owners: "id" }] } }, "an unknown condition"],
  ["schema", { resource: "Order" }, "a reference where a resource is declared"],
  ["property", { visibility: { write: true } }, "an unknown purpose"],
  ["property", { visibility: "read" }, "a visibility in one word"],
  ["property", { sensitive: "password" }, "an unknown sensitivity"],
  ["property", { hosts: ["https://example.com"] }, "a host that is a URL"],
  ["parameter", { resource: "" }, "a resource without a name"],
  ["operation", { public: true }, "public without a reason"],
  ["operation", { public: "  " }, "a reason of spaces"],
  ["operation", { cost: "5" }, "a cost as text"],
  ["operation", { surface: "private" }, "an unknown surface"],
  ["operation", { ignore: { "unbound-id": true } }, "an ignore without a reason"],
  ["operation", "public", "no object at all"],
];

describe.each<Dialect>(["2020-12", "draft-07"])("the JSON Schema of the vocabulary in %s", (dialect) => {
  const options = { strict: true, strictRequired: false, allowUnionTypes: true } as const;
  const ajv = dialect === "2020-12" ? new Ajv2020(options) : new Ajv(options);
  ajv.addSchema(vocabularySchema(dialect), "vocabulary");
  const definitions = dialect === "2020-12" ? "$defs" : "definitions";
  const accepts = (place: Place, value: JsonValue): boolean =>
    ajv.validate({ $ref: `vocabulary#/${definitions}/${place}` }, value);

  test.each(accepted)("accepts %s %j", (place, value) => {
    expect(accepts(place, value)).toBe(true);
  });
  test.each(refused)("refuses for %s %j: %s", (place, value) => {
    expect(accepts(place, value)).toBe(false);
  });
});

describe("the parser of the vocabulary", () => {
  test.each(accepted)("accepts %s %j", (place, value) => {
    expect(readForm(places[place] as never, value, "").findings).toEqual([]);
  });
  test.each(refused)("refuses for %s %j: %s", (place, value) => {
    expect(readForm(places[place] as never, value, "").findings).not.toEqual([]);
  });
  test("reads durations as milliseconds and sizes as bytes", () => {
    const { value } = readForm(
      places.document,
      {
        limits: { body: "64KiB" },
        rateLimits: { slow: { by: "tenant", limit: 1, window: "15m" } },
        transport: { hsts: { maxAge: "180d" } },
      },
      "",
    );
    expect(value?.limits?.body).toBe(65_536);
    expect(value?.rateLimits?.["slow"]?.window).toBe(900_000);
    expect(value?.transport?.hsts?.maxAge).toBe(15_552_000_000);
  });
  test("finds every mistake, each at its own place, and suggests the nearest key", () => {
    const { findings } = readForm(
      places.operation,
      { audti: "privileged", cost: 0, rateLimit: ["edge", 5] },
      "/x",
    );
    expect(findings).toMatchObject([
      { rule: "vocabulary-key", pointer: "/x/audti", part: "key", help: 'Did you mean "audit"?' },
      { rule: "vocabulary-value", pointer: "/x/cost", part: "value" },
      { rule: "vocabulary-value", pointer: "/x/rateLimit/1", part: "value" },
    ]);
  });
});

describe("extensions that are nearly x-security", () => {
  const judge = (key: string): readonly string[] =>
    judgeVocabulary({ openapi: "3.1.0", paths: { "/a": { [key]: {} } } }).map(({ message }) => message);
  test.each(["x-securty", "X-Security", "x_security", "xSecurity"])("%s is taken for it", (key) => {
    expect(judge(key)).toEqual([`"${key}" is ignored. Did you mean "x-security"?`]);
  });
  test.each(["x-severity", "x-secret", "x-search"])("%s is left to whom it belongs", (key) => {
    expect(judge(key)).toEqual([]);
  });
});
