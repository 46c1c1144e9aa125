import { parse } from "yaml";
import { afterEach, describe, expect, test, vi } from "vitest";
import { outdatedTlsProfile } from "../../../src/checks/tls-profile.js";
import type { JsonObject } from "../../../src/document/document.js";
import { composeFile } from "../../../src/emit/edge/compose.js";
import { edgePlan } from "../../../src/emit/edge/plan.js";
import { nginxComment, nginxName, nginxPattern, nginxText } from "../../../src/emit/edge/nginx-text.js";
import { templatePattern } from "../../../src/emit/edge/path-pattern.js";
import { yamlComment, yamlText } from "../../../src/emit/edge/yaml-text.js";
import { tlsProfile, tlsProfileReviewed } from "../../../src/model/tls-profile.js";
import { serverLocations } from "../../../src/model/servers.js";
import { tlsProfile as runtimeProfile } from "../../../src/runtime/core/tls-profile.js";
import { modelOf } from "../model/support/model-of.js";
import { serverPolicy } from "../runtime/core/harness.js";

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on: object;
  readonly secrets?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>> & { readonly app: Service };
  readonly secrets: object;
}

const hostile = [
  '"; return 200; #',
  "'; }",
  "${host}$request_uri",
  "a\nreturn 200;",
  "a\r\n- b: c",
  "}\u2028{",
  "\\",
  "\\x22;",
  "`*/",
  "#{<%= %>}",
  "yes",
  "null",
  "- a",
  "é\u0000\u0085\ufeff",
  "__proto__",
];

describe("text of documents in configuration", () => {
  test.each(hostile)("means nothing in nginx: %j", (text) => {
    for (const word of [nginxText(text), `"${templatePattern(text, "decoded") ?? ""}"`]) {
      expect(word).toMatch(/^"(?:[^"\\$]|\\[\\"x])*"$/);
      expect(word).not.toMatch(/[^\x20-\x7e]/);
    }
    expect(nginxComment(text)).toMatch(/^# [^\n\r\u2028]*$/);
    expect(yamlComment(text)).toMatch(/^# [^\n\r\u2028\u0085]*$/);
  });

  test.each(hostile)("is itself and nothing more in YAML: %j", (text) => {
    const value = { [`key ${text}`]: [text, { nested: text }], [text]: text };
    const read: unknown = parse(yamlText(value));
    expect(JSON.stringify(read)).toBe(JSON.stringify(value));
  });

  test.each(hostile)("a template matches its own paths and no others: %j", (text) => {
    const template = `/a/${text.replaceAll(/[{}%/?#]/g, "")}/{id}`;
    const decoded = new RegExp(`^${templatePattern(template, "decoded") ?? ""}$`);
    const bytes = (path: string): string => Buffer.from(path, "utf8").toString("latin1");
    expect(decoded.test(bytes(template.replace("{id}", "1")))).toBe(true);
    expect(decoded.test(bytes(`${template.replace("{id}", "1")}x/y`))).toBe(false);
    const encoded = new RegExp(`^${templatePattern(template, "encoded") ?? ""}$`);
    expect(encoded.test(encodeURI(template.replace("{id}", "1")))).toBe(true);
  });

  test("names and patterns of anything else are refused", () => {
    expect(() => nginxName("a;b")).toThrow();
    expect(() => nginxPattern('a"b')).toThrow();
    expect(nginxName("login-ip")).toBe("login_ip");
  });
});

test("[C48] HEAD is held to the limits of the GET that answers it", () => {
  const operation = (limits: readonly string[]): JsonObject => ({
    responses: { "204": { description: "none" } },
    "x-security": { public: "test", rateLimit: limits },
  });
  const policy = { by: "address", at: "edge", limit: 10, window: "1m" };
  const { exceptions } = edgePlan(
    modelOf({
      "x-security": { rateLimits: { wide: policy, tight: { ...policy, limit: 1 } } },
      paths: {
        "/a": { get: operation(["wide"]), post: operation(["wide"]) },
        "/b": { get: operation(["tight"]) },
        "/c": { get: operation(["tight"]), head: operation(["wide"]) },
      },
    }),
  );
  const limits = ["tight"];
  expect(exceptions).toEqual([
    { method: "GET", path: "/b", limits },
    { method: "HEAD", path: "/b", limits },
    { method: "GET", path: "/c", limits },
  ]);
});

test("compose.yaml gives the server its database and every secret as a file, and names none that is not there", () => {
  const model = modelOf({
    components: {
      schemas: {
        Note: {
          type: "object",
          properties: { id: { type: "string" }, by: { type: "string" } },
          "x-security": { resource: { access: [{ owner: "by" }] } },
        },
      },
    },
  });
  const compose = parse(composeFile(model, true)) as Compose;
  const { app } = compose.services;
  expect(app.environment).toMatchObject({
    HOST: "0.0.0.0",
    DATABASE_URL_FILE: "/run/secrets/DATABASE_URL",
    REDIS_URL: "redis://redis:6379",
  });
  const used = Object.values(compose.services).flatMap(({ secrets = [] }) => secrets);
  expect(Object.keys(compose.secrets).sort()).toEqual(used.sort());
  expect(Object.keys(app.depends_on)).toEqual(["postgres", "redis"]);
});

test("[C48] what a path with placeholders would hide from a limit comes first", () => {
  const operation = (limits: readonly string[], names: readonly string[] = []): JsonObject => ({
    responses: { "204": { description: "none" } },
    parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    "x-security": { public: "test", rateLimit: limits },
  });
  const { exceptions } = edgePlan(
    modelOf({
      "x-security": {
        rateLimits: {
          edge: { by: "address", at: "edge", limit: 10, window: "1m" },
          default: { by: "credential", limit: 10, window: "1m" },
        },
      },
      paths: {
        "/{kind}/me": { post: operation(["default"], ["kind"]) },
        "/users/{id}": { post: operation(["default"], ["id"]) },
        "/users/{id}.json": { post: operation(["edge"], ["id"]) },
        "/users/me": { post: operation(["edge"]), put: operation(["edge"]) },
        "/teams/{id}": { post: operation(["edge"], ["id"]) },
        "/teams/{id}/me": { post: operation(["edge"], ["id"]) },
      },
    }),
  );
  expect(exceptions.map(({ method, path, limits }) => `${method} ${path} ${limits.join()}`)).toEqual([
    "POST /users/me edge",
    "POST /users/{id}.json edge",
    "POST /users/{id} ",
    "POST /teams/{id} edge",
    "POST /{kind}/me ",
  ]);
});

test("servers: names, variable labels, paths; nothing that is no name", () => {
  const urls = [
    "https://API.example.com/v1/",
    "https://{region}.example.com",
    "https://a.example:8443/x/{version}",
    "/relative",
    "http://plain.example",
    "https://user@evil.example",
    "https://a;b",
    "https://{a}.{b}.example.com",
    'https://a"b.example',
  ];
  expect(serverLocations(urls)).toEqual([
    { host: "api.example.com", basePath: "/v1" },
    { host: "*.example.com", basePath: "" },
    { host: "a.example", basePath: "/x/{version}" },
  ]);
});

test("[C05] [C06] a server that speaks TLS itself has the profile of the one in front", () => {
  for (const tls of ["intermediate", "modern"] as const) {
    const transport = { ...serverPolicy().transport, tls };
    const [own, front] = [runtimeProfile(transport), tlsProfile(transport)];
    expect(own.minVersion).toBe(front.protocols[0]);
    expect(own.ciphers.split(":").filter((name) => !name.startsWith("TLS_"))).toEqual(front.ciphers);
    const names = { "P-256": "prime256v1", "P-384": "secp384r1" } as const;
    const curves = own.ecdhCurve.split(":").map((curve) => names[curve as keyof typeof names] ?? curve);
    expect(curves).toEqual(front.curves);
  }
});

describe("the day of the last review", () => {
  afterEach(() => vi.useRealTimers());
  const found = (days: number): number => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(tlsProfileReviewed) + days * 86_400_000 });
    return outdatedTlsProfile({ model: { transport: serverPolicy().transport } } as never).length;
  };

  test("[C07] a year after it, the profile is a finding", () => {
    expect([found(0), found(364), found(366)]).toEqual([0, 0, 1]);
  });
});
