import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import type { JsonObject } from "../../../src/document/document.js";
import { accessMatrix } from "../../../src/emit/insight/access-matrix.js";
import { text } from "../../../src/emit/insight/markdown.js";
import { prometheusFiles } from "../../../src/emit/insight/prometheus.js";
import { responseFacts, responseProcedure } from "../../../src/emit/insight/response.js";
import { sigmaFiles } from "../../../src/emit/insight/sigma.js";
import type { RenderedFile } from "../../../src/emit/templates.js";
import type { Model } from "../../../src/model/model.js";
import { missingPromtool } from "../../support/promtool.js";
import { writeProject } from "../../support/compile.js";
import { modelOf } from "../model/support/model-of.js";

const noPromtool = missingPromtool();

const shop: JsonObject = {
  "x-security": {
    detection: { authFailures: { warn: "7/90s", page: "40/2h", identities: 3 }, quiet: "5m" },
    transport: { certificate: { warn: "21d", page: "4d" } },
    rateLimits: { search: { by: "credential", limit: 33, window: "1m" } },
    disclosure: { contact: ["mailto:security@example.com"], response: { investigate: "on-call" } },
    logs: { keep: "90d" },
  },
};

function watched(document: JsonObject = {}): Model {
  return modelOf({ ...shop, paths: {}, ...document });
}

describe("Prometheus's rules", () => {
  it.skipIf(noPromtool !== null)(
    "[C09] [C67] [C68] [C69] satisfy promtool, and fire and stay silent as they should (skipped where promtool is not installed)",
    () => {
      const folder = writeProject("promtool", prometheusFiles(watched()));
      const options = { cwd: `${folder}prometheus`, encoding: "utf8" } as const;
      const checked = spawnSync("promtool", ["check", "rules", "alerts.yaml"], options);
      expect(checked.status, checked.stderr + checked.stdout).toBe(0);
      const tested = spawnSync("promtool", ["test", "rules", "alerts.test.yaml"], options);
      expect(tested.status, tested.stderr + tested.stdout).toBe(0);
    },
    120_000,
  );

  it.skipIf(noPromtool !== null)(
    "fail their tests where a threshold is changed, or these would prove nothing",
    () => {
      const [rules, tests] = prometheusFiles(watched());
      if (rules === undefined || tests === undefined) throw new Error("there are no rules");
      const spec = parse(tests.text) as { tests: unknown[] };
      const files = [
        { ...rules, text: rules.text.replaceAll(" > 0", " > 50") },
        { ...tests, text: stringify({ ...spec, tests: spec.tests.slice(0, 2) }) },
      ];
      const folder = writeProject("promtool-changed", files);
      const options = { cwd: `${folder}prometheus`, encoding: "utf8" } as const;
      expect(spawnSync("promtool", ["test", "rules", "alerts.test.yaml"], options).status).not.toBe(0);
    },
    120_000,
  );

  it("take their thresholds from the document", () => {
    const rules = fileNamed(prometheusFiles(watched()), "prometheus/alerts.yaml");
    for (const said of ["7 in 90s", "40 in 2h over 3 identities", "< 345600", "< 1814400", ">= 33"])
      expect(rules).toContain(said);
  });
});

describe("Sigma's rules", () => {
  const files = sigmaFiles(watched());

  it("[C67] [C68] [C69] have what the specification demands, and ids of their own", () => {
    const seen = new Set<unknown>();
    for (const { path, text: content } of files) {
      const documents = parseAllDocuments(content).map((each) => each.toJS() as Record<string, unknown>);
      const names = documents.map(({ name }) => name);
      for (const rule of documents) {
        expect(String(rule["title"]).length, path).toBeLessThanOrEqual(256);
        expect(rule["id"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(seen.has(rule["id"])).toBe(false);
        seen.add(rule["id"]);
        expect(rule["status"]).toBe("stable");
        expect(["low", "medium", "high", "critical"]).toContain(rule["level"]);
        const correlation = rule["correlation"] as Record<string, unknown> | undefined;
        if (correlation === undefined) {
          expect(rule["logsource"]).toEqual({ product: "ringfence", category: "application" });
          expect(rule["detection"]).toMatchObject({ condition: "selection" });
        } else {
          expect(["event_count", "value_count"]).toContain(correlation["type"]);
          for (const referred of correlation["rules"] as unknown[]) expect(names).toContain(referred);
          expect(correlation["timespan"]).toMatch(/^\d+[smhd]$/);
        }
      }
    }
    expect(seen.size).toBe(11);
  });

  it("take their thresholds from the document", () => {
    const [, correlation] = parseAllDocuments(fileNamed(files, "sigma/authentication-failure.yml"));
    expect(correlation?.toJS()).toMatchObject({
      correlation: { "group-by": ["address"], timespan: "90s", condition: { gte: 7 } },
    });
  });
});

describe("what is written for people", () => {
  const bearer = {
    type: "http",
    scheme: "bearer",
    "x-security": {
      algorithms: ["ES256"],
      issuer: "https://id.example.com/",
      audience: "a",
      keys: { secret: "JWT_KEYS" },
    },
  };
  const key = {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    "x-security": { keys: { secret: "API_KEYS" } },
  };
  const paths = {
    "/orders/{orderId}": {
      get: {
        operationId: "getOrder",
        security: [{ bearer: ["admin"] }, { key: [] }],
        "x-security": { audit: "privileged" },
        parameters: [{ name: "orderId", in: "path", required: true, schema: { type: "string" } }],
        responses: {
          "200": {
            description: "It.",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } },
          },
        },
      },
    },
    "/ping": {
      get: {
        operationId: "ping",
        security: [],
        "x-security": { public: "a probe" },
        responses: { "204": { description: "Done." } },
      },
    },
  };
  const Order = {
    type: "object",
    properties: { id: { type: "string", readOnly: true } },
    "x-security": {
      resource: {
        tenant: "orgId",
        access: [{ owner: "customerId" }, { roles: ["support"], any: true, actions: ["read"] }],
      },
    },
  };
  const components = { securitySchemes: { bearer, key }, schemas: { Order } };

  it("[C31] [C58] says who can do what", () => {
    expect(accessMatrix(watched({ paths, components, info: { title: "Shop", version: "1" } })))
      .toMatchInlineSnapshot(`
      "<!-- generated by ringfence — do not edit -->

      # Who can do what in Shop

      Made from the document's security annotations, and enforced by the server. What is not listed is refused.

      ## Operations

      | Operation | Request               | Credentials               | Object     | Limits        | Logged as  |
      | --------- | --------------------- | ------------------------- | ---------- | ------------- | ---------- |
      | getOrder  | GET /orders/{orderId} | bearer with admin, or key | read Order | edge, default | privileged |
      | ping      | GET /ping             | anybody: a probe          | –          | edge, default | –          |

      ## Objects

      | Object | Actions | Who                     | Which                                                      |
      | ------ | ------- | ----------------------- | ---------------------------------------------------------- |
      | Order  | all     | whoever has credentials | customerId is the caller, and orgId is the caller's tenant |
      | Order  | read    | role support            | all (each use is logged), and orgId is the caller's tenant |

      ## Credentials

      | Scheme | Operations | Privileged among them |
      | ------ | ---------- | --------------------- |
      | bearer | 1 of 2     | getOrder              |
      | key    | 1 of 2     | getOrder              |
      "
    `);
  });

  it("[C57] [C66] [C71] says who decides, investigates and speaks, how credentials are taken back, and how long logs are kept", () => {
    const model = watched({ components });
    if (model.disclosure === null) throw new Error("there is no disclosure");
    const procedure = responseProcedure(model, model.disclosure);
    expect(procedure).toMatch(/\| investigates +\| on-call +\|/);
    expect(procedure).toContain("nobody yet (`disclosure.response.press` did not say)");
    expect(procedure).not.toMatch(/do not edit|JWT_KEYS|40 in 2h/);
    const written = responseFacts(model);
    expect(written).toMatch(/### bearer[^#]*public key[^#]*`JWT_KEYS`/);
    expect(written).toMatch(/### key[^#]*remove its record from the secret `API_KEYS`/);
    expect(written).toContain("keep it for 90 days");
    expect(written).toContain("40 in 2h over 3 identities");
  });

  it("[C57] says of each kind of credential where it is taken back, and how soon that counts", () => {
    const token = { issuer: "https://id.example.com/", audience: "api" };
    const endpoint = "https://id.example.com/introspect";
    const model = watched({
      components: {
        securitySchemes: {
          listed: {
            type: "http",
            scheme: "basic",
            "x-security": { keys: { secret: "USERS" }, rotate: "90d" },
          },
          users: { type: "http", scheme: "basic", "x-security": { keys: { application: "users" } } },
          pinned: { type: "mutualTLS", "x-security": { keys: { secret: "PINS" }, rotate: "90d" } },
          named: { type: "mutualTLS", "x-security": { keys: { certificate: "san-uri" } } },
          opaque: {
            type: "http",
            scheme: "bearer",
            "x-security": { ...token, keys: { introspection: { endpoint, client: "CLIENT", cache: "2m" } } },
          },
        },
      },
    });
    const written = responseFacts(model);
    expect(written).toMatch(/### listed[^#]*remove the record from the secret `USERS`/);
    expect(written).toMatch(/### users[^#]*where the application keeps them; it counts at once/);
    expect(written).toMatch(/### pinned[^#]*remove its record from the secret `PINS`/);
    expect(written).toMatch(/### named[^#]*`https\.crl`/);
    expect(written).toMatch(/### opaque[^#]*for 2m at most[^#]*`CLIENT`/);
  });

  const hostile = [
    "</td><script>alert(1)</script>",
    "a | b\n| c |\n\n# heading",
    "[x](javascript:alert(1)) ![](http://evil.example/x.png) <http://evil.example>",
    "`code` *bold* _it_ ~~no~~ &lt; \\| {{ $labels.x }} {%raw%}",
    "\u202egnp.exe \u2028 --- \u2066",
    "- one\n- two",
    "1. one",
    "': &x *x !!js/function",
    "-->",
  ];

  it.each(hostile)("lets no text of the document become markup: %j", (written) => {
    const line = text(written);
    // eslint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    expect(line.replaceAll(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[`*_[\]<>|~&]|:\/\//);
    expect(line).not.toMatch(/^(?:[-+=#]|\d+[.)])/);
    const model = watched({
      info: { title: written, version: written },
      "x-security": {
        ...(shop["x-security"] as JsonObject),
        disclosure: { contact: ["mailto:a@example.com"], response: { investigate: written } },
      },
      paths: { "/ping": { get: { ...paths["/ping"].get, "x-security": { public: written } } } },
    });
    const tables = accessMatrix(model)
      .split("\n")
      .filter((row) => row.startsWith("|"));
    const columns = tables.map((row) => row.replaceAll(/\\./g, "").split("|").length);
    expect(new Set(columns).size).toBe(1);
    if (model.disclosure === null) throw new Error("there is no disclosure");
    for (const page of [responseProcedure(model, model.disclosure), responseFacts(model)])
      expect(page).not.toMatch(/(?<!\\)<script/);
    for (const file of [...prometheusFiles(model), ...sigmaFiles(model)])
      for (const document of parseAllDocuments(file.text)) expect(document.errors).toEqual([]);
  });
});

function fileNamed(files: readonly RenderedFile[], path: string): string {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  expect(() => parseAllDocuments(found.text)).not.toThrow();
  return found.text;
}
