import { describe, expect, test } from "vitest";
import { runChecks } from "../../../src/checks/run.js";
import { checks } from "../../../src/checks/table.js";
import { rules } from "../../../src/diagnostics/rules.js";
import type { JsonObject } from "../../../src/document/document.js";
import { buildModel } from "../../../src/model/build.js";
import { documentOf } from "../model/support/model-of.js";

const responses = { "204": { description: "Done." } };
const shared = { name: "thing", in: "path", required: true, schema: { type: "string" } };

function found(root: JsonObject): readonly string[] {
  const document = documentOf({ openapi: "3.1.0", info: { title: "Specimen", version: "1" }, ...root });
  return runChecks(buildModel(document).model, document).map(({ rule }) => rule);
}

function things(ignore: JsonObject, parameter: JsonObject = {}): JsonObject {
  const operation = { responses, parameters: [{ $ref: "#/components/parameters/Thing" }] };
  const security = { security: [], "x-security": { public: "a specimen", ignore } };
  return {
    paths: {
      "/things/{thing}": {
        get: { ...operation, ...security },
        delete: { ...operation, security: [], "x-security": { public: "a specimen" } },
      },
    },
    components: { parameters: { Thing: { ...shared, ...parameter } } },
  };
}

describe("ignoring a rule", () => {
  const ignore = { "unbound-id": "a legacy contract" };

  test("at an operation leaves the finding of a shared parameter to other operations", () => {
    expect(found(things({}))).toEqual(["unbound-id", "unbound-id"]);
    expect(found(things(ignore))).toEqual(["unbound-id"]);
  });

  test("at the parameter silences it for all operations", () => {
    expect(found(things({}, { "x-security": { ignore } }))).toEqual([]);
  });

  test("at the root silences it everywhere", () => {
    expect(found({ ...things({}), "x-security": { ignore } })).toEqual([]);
  });

  test("without a reason silences nothing", () => {
    expect(found(things({ "unbound-id": "" }))).toEqual(["unbound-id", "unbound-id"]);
  });

  test("of a rule that does not exist, or finds nothing, is reported", () => {
    expect(found({ "x-security": { ignore: { "unbuond-id": "because" } } })).toEqual(["unknown-ignore"]);
    expect(found({ "x-security": { ignore } })).toEqual(["unused-ignore"]);
    expect(found({ "x-security": { ignore: { "syntax-error": "because" } } })).toEqual(["unknown-ignore"]);
  });
});

test("every check is a row of the rule table, once", () => {
  const ids = checks.map(({ rule }) => rule);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((rule) => !Object.hasOwn(rules, rule))).toEqual([]);
});

test("a check never fails on a document that says nothing", () => {
  expect(found({})).toEqual([]);
});
