import { describe, expect, test } from "vitest";
import { runChecks } from "../../../src/checks/run.js";
import type { JsonObject } from "../../../src/document/document.js";
import { buildModel } from "../../../src/model/build.js";
import { documentOf } from "../model/support/model-of.js";

function found(root: JsonObject): readonly string[] {
  const document = documentOf({ openapi: "3.1.0", info: { title: "Specimen", version: "1" }, ...root });
  return runChecks(buildModel(document).model, document).map(({ rule }) => rule);
}

function withScheme(scheme: JsonObject, parameters: readonly JsonObject[] = []): JsonObject {
  const get = { parameters: [...parameters], responses: { "204": { description: "Done." } } };
  return {
    security: [{ it: [] }],
    paths: { "/it": { get } },
    components: { securitySchemes: { it: scheme } },
  };
}

const header = { type: "apiKey", in: "header", name: "X-Key" } as const;
const kept = { keys: { secret: "KEYS" }, rotate: "90d" } as const;

describe("secrets in a document", () => {
  test("[C53] are names and no values: a key, a default and an example that look like one are refused", () => {
    const token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    const parameter = (schema: JsonObject): JsonObject => ({ name: "a", in: "query", schema });
    const string = { type: "string", maxLength: 99 };
    expect(found(withScheme({ ...header, "x-security": kept }, [parameter(string)]))).not.toContain(
      "literal-secret",
    );
    for (const word of ["default", "example"] as const) {
      const schema = { ...string, [word]: token };
      expect(found(withScheme({ ...header, "x-security": kept }, [parameter(schema)]))).toContain(
        "literal-secret",
      );
    }
  });

  test("[C54] travel in no URL: neither the key of a scheme, nor a parameter that is called like one", () => {
    const query = { type: "apiKey", in: "query", name: "key", "x-security": kept };
    expect(found(withScheme(query))).toContain("scheme-in-url");
    const parameter = { name: "access_token", in: "query", schema: { type: "string" } };
    expect(found(withScheme({ ...header, "x-security": kept }, [parameter]))).toContain("secret-in-url");
  });

  test("[C75] end: whoever keeps credentials says how often they change", () => {
    expect(found(withScheme({ ...header, "x-security": { keys: { secret: "KEYS" } } }))).toContain(
      "endless-credential",
    );
    expect(found(withScheme({ ...header, "x-security": kept }))).not.toContain("endless-credential");
  });
});
