import ts from "typescript";
import { describe, expect, it } from "vitest";
import { adjustableRules, generate, type Generation } from "../../src/generate.js";
import type { RuleSettings } from "../../src/rule-settings.js";
import { typeErrors, writeProject } from "../support/compile.js";
import { scratchFolder } from "../support/scratch.js";

/** Documents that mutation found to break ringfence, each as small as it could be made. */

const off = Object.fromEntries(adjustableRules.map((rule) => [rule, "off"])) as RuleSettings;

async function generated(document: object | string): Promise<Generation> {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const cwd = scratchFolder({ "openapi.json": text });
  return await generate({ document: "openapi.json", cwd, rules: off });
}

const info = { title: "Odd", version: "1" };

describe("an odd document", { timeout: 60_000 }, () => {
  it("with a body of no media type has handlers that never get one", async () => {
    const { files } = await generated({
      openapi: "3.1.0",
      info,
      paths: { "/a": { post: { requestBody: { required: true, content: {} }, responses: {} } } },
    });
    const operations = files.find(({ path }) => path === "operations.ts")?.text ?? "";
    expect(operations).toContain("readonly body: undefined;");
    const { parseDiagnostics } = ts.createSourceFile(
      "a.ts",
      operations,
      ts.ScriptTarget.ES2022,
    ) as unknown as {
      readonly parseDiagnostics: readonly unknown[];
    };
    expect(parseDiagnostics).toEqual([]);
  });

  it("without operations compiles", async () => {
    const { files } = await generated({ openapi: "3.1.0", info, paths: {} });
    const emitted = files.map(({ area, path, text }) => ({ path: `${area}/${path}`, text }));
    expect(typeErrors(writeProject("odd-empty", emitted), emitted)).toEqual([]);
  });

  it("with a property called like a reference that is no URI has a type with that property", async () => {
    const properties = {
      "#/%": { type: "string" },
      "#": { type: "object", properties: { "%#": {} } },
      "%": {
        anyOf: [{ type: "object", properties: { "\u{f0000}0": { type: "number" } } }, { type: "null" }],
      },
    };
    const schema = { type: "object", required: ["#/%"], properties };
    const content = { "application/json": { schema } };
    const { files } = await generated({
      openapi: "3.1.0",
      info,
      paths: { "/a": { post: { operationId: "a", requestBody: { content }, responses: {} } } },
    });
    const types = files.find(({ path }) => path === "types.ts")?.text ?? "";
    expect(types).toContain('"#/%": string;');
    expect(types).toMatch(/"%#"\?: unknown;/u);
    expect(types).toMatch(/"%"\?: /u);
    expect(types).toContain("\u{f0000}0");
  });

  it("that combines a schema with true and false has types for it", async () => {
    const a = { type: "object", properties: { a: { type: "string" } } };
    const schema = { type: "object", properties: { b: { allOf: [a, true] }, c: { allOf: [a, false] } } };
    const content = { "application/json": { schema } };
    const { files } = await generated({
      openapi: "3.1.0",
      info,
      paths: { "/a": { post: { operationId: "a", requestBody: { content }, responses: {} } } },
    });
    const types = files.find(({ path }) => path === "types.ts")?.text;
    expect(types).toMatch(/b\?: \{\s+readonly a\?: string;\s+\};/u);
    expect(types).toMatch(/c\?: \{\s+readonly a\?: string;\s+\} & never;/u);
    const emitted = files.map(({ area, path, text }) => ({ path: `${area}/${path}`, text }));
    expect(typeErrors(writeProject("odd-booleans", emitted), emitted)).toEqual([]);
  });

  it("of Swagger says no more than it knows", async () => {
    const { diagnostics } = await generated({ swagger: {}, info });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "This is Swagger, the predecessor of OpenAPI 3.",
    ]);
  });

  it.each([
    ["a text", '{ "openapi": "3.1.0",\n "info": { "title": "\\ud800", "version": "1" }, "paths": {} }', 2],
    ["a name", '{ "openapi": "3.1.0", "info": {},\n "paths": { "/\\udc00": {} } }', 2],
  ])("with half a character in %s is refused there", async (_what, text, line) => {
    const { diagnostics } = await generated(text);
    expect(diagnostics).toMatchObject([{ rule: "syntax-error", location: { file: "openapi.json", line } }]);
  });

  it("with a reference that is no URI, where nothing reads it, is refused for the place", async () => {
    const { diagnostics } = await generated({
      openapi: "3.1.0",
      info,
      paths: {},
      components: { schemas: { A: { "x-b": { $ref: "#/%" } }, B: { $ref: "#/%" } } },
      "x-c": { $ref: "#/%" },
    });
    for (const { location } of diagnostics) expect(location).toMatchObject({ file: "openapi.json", line: 1 });
  });

  it("whose members of a membership would share a column is refused there", async () => {
    const access = [{ member: { table: "shares", resource: "who", principal: "who" } }];
    const document = {
      openapi: "3.1.0",
      info,
      paths: {},
      components: {
        schemas: {
          Note: {
            type: "object",
            properties: { id: { type: "string" } },
            "x-security": { resource: { access } },
          },
        },
      },
    };
    const cwd = scratchFolder({ "openapi.json": JSON.stringify(document) });
    const { diagnostics } = await generate({ document: "openapi.json", cwd });
    expect(diagnostics.filter(({ rule }) => rule === "column-collision")).toMatchObject([
      { message: '"resource" and "principal" of shares would be one column, who.', severity: "error" },
    ]);
  });

  it("with references in what is no schema, and in data, is generated from", async () => {
    const schema = {
      type: "object",
      default: { $ref: "#/info" },
      properties: { a: { enum: [{ $ref: "#/nowhere" }] }, b: { $ref: "#/paths/~1a/get/responses" } },
    };
    const content = { "application/json": { schema } };
    const responses = { "200": { description: "", content }, default: { description: "", content } };
    const { diagnostics, files } = await generated({
      openapi: "3.1.0",
      info,
      paths: { "/a": { get: { responses } } },
    });
    expect(files.length > 0 || diagnostics.length > 0).toBe(true);
  });

  it("with whole characters beyond the first plane is read", async () => {
    const { diagnostics } = await generated(
      '{ "openapi": "3.1.0", "info": { "title": "\\ud83d\\ude42", "version": "1" }, "paths": {} }',
    );
    expect(diagnostics).toEqual([]);
  });
});
