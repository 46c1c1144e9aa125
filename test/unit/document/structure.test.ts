import { describe, expect, it } from "vitest";
import { document, findings, load, loadFine } from "./folder.js";

const minimal = 'info: { title: T, version: "1" }\n';

describe("the version of a document", () => {
  it.each([
    ["swagger: '2.0'\n", /^openapi\.yaml:1:10\+5 openapi-version This is Swagger 2\.0/u],
    [minimal, /^openapi\.yaml:1:1\+\d+ openapi-version .* must state its version/u],
    ["openapi: 3.1\n", /^openapi\.yaml:1:10\+3 openapi-version "openapi" must be a string/u],
    ["openapi: 4.0.0\n", /openapi-version "4\.0\.0" is no version/u],
    ["openapi: 2.0.0\n", /openapi-version/u],
    ["- a\n", /openapi-structure An OpenAPI document must be an object, not a list/u],
  ])("%j is refused", async (text, expected) => {
    expect(findings(await load({ "openapi.yaml": text }))[0]).toMatch(expected);
  });

  it.each(["3.0.0", "3.0.4", "3.1.0", "3.1.2", "3.2.0"])("%s is read", async (version) => {
    expect((await loadFine({ "openapi.yaml": document(version) })).version).toBe(version.slice(0, 3));
  });
});

describe("the structure of a document", () => {
  const response = 'responses: { "200": { description: "" } }';
  it.each([
    ["3.0.3", "x-nothing: 1", /1:1\+14 .*OpenAPI 3\.0 document must have "paths"/u],
    ["3.1.0", "x-nothing: 1", /must have "paths" or "components" or "webhooks"/u],
    ["3.1.0", "paths: []", /3:1\+5 .*`paths` must be an object, not a list/u],
    ["3.1.0", "paths: { a: {} }", /3:10\+1 .*"a" must begin with a slash/u],
    ["3.1.0", "paths: { /a: [] }", /3:10\+2 .*A path item must be an object, not a list/u],
    ["3.1.0", "paths: { /a: { get: text } }", /3:21\+4 .*An operation must be an object, not a string/u],
    ["3.1.0", "paths: { /a: { GET: {} } }", /3:16\+3 .*A path item has no "GET"\.$/u],
    ["3.0.3", "paths: { /a: { get: {} } }", /3:16\+3 .*An operation must have "responses"/u],
    ["3.1.0", `paths: { /a: { parameters: {} } }`, /3:16\+10 .*"parameters" must be a list, not an object/u],
    [
      "3.1.0",
      `paths: { /a: { get: { operationId: 1 } } }`,
      /3:36\+1 .*"operationId" must be a string, not a number/u,
    ],
    ["3.1.0", "components: { schemas: { A: { type: strng } } }", /"type" must be .*, not "strng"/u],
    ["3.1.0", "components: { schemas: { A: { maxLength: -2 } } }", /"maxLength" must be .*, not -2/u],
    ["3.1.0", "components: { schemas: { A: { enum: a } } }", /"enum" must be a list, not a string\.$/u],
    [
      "3.1.0",
      "components: { schemas: { A: { multipleOf: 0 } } }",
      /"multipleOf" must be .* than 0, not 0\.$/u,
    ],
    [
      "3.1.0",
      "components: { schemas: { A: { required: [1] } } }",
      /"required" must be a list of strings\.$/u,
    ],
    [
      "3.1.0",
      "components: { schemas: { A: { dependentRequired: { a: b } } } }",
      /"dependentRequired" must be an object of lists of strings\.$/u,
    ],
    [
      "3.1.0",
      "components: { schemas: { A: { pattern: '[a' } } }",
      /3:\d+\+4 invalid-pattern This is no regular expression: unterminated character class/u,
    ],
    [
      "3.1.0",
      "components: { schemas: { A: { patternProperties: { '(': {} } } } }",
      /invalid-pattern This is no regular expression: unterminated group/u,
    ],
    [
      "3.0.3",
      "paths: {}\ncomponents: { schemas: { A: { pattern: 'a\\zb\\:' } } }",
      /invalid-pattern .*: invalid escape/u,
    ],
    ["3.1.0", `paths: { /a: { get: { tags: [1] } } }`, /"tags" must be a list of strings/u],
    ["3.1.0", `paths: { /a: { get: { responses: { "2000": {} } } } }`, /"2000" is no status code/u],
    ["3.1.0", `paths: { /a: { get: { requestBody: {} } } }`, /A request body must have "content"/u],
    ["3.1.0", `paths: { /a: { parameters: [{ in: query, schema: {} }] } }`, /A parameter must have "name"/u],
    [
      "3.1.0",
      `paths: { /a: { parameters: [{ name: a, in: body, schema: {} }] } }`,
      /A parameter cannot be in "body"/u,
    ],
    [
      "3.1.0",
      `paths: { /a: { parameters: [{ name: a, in: path, schema: {} }] } }`,
      /must be required: true/u,
    ],
    ["3.1.0", `paths: { /a: { parameters: [{ name: a, in: query }] } }`, /either "schema" or "content"/u],
    ["3.1.0", `paths: { /a: { parameters: [{ $ref: 1 }] } }`, /A `\$ref` must be a string/u],
    [
      "3.1.0",
      `components: { securitySchemes: { a: { type: basic } } }`,
      /no security scheme of type "basic"/u,
    ],
    ["3.1.0", `components: { securitySchemes: { a: { type: apiKey, in: header } } }`, /must have "name"/u],
    [
      "3.1.0",
      `components: { schemas: { A: { type: text } } }`,
      /"type" must be one or a list of null, boolean/u,
    ],
    [
      "3.1.0",
      `components: { schemas: { A: { properties: { b: 1 } } } }`,
      /A schema must be an object or a boolean/u,
    ],
    [
      "3.1.0",
      `components: { schemas: { A: { minLength: -1 } } }`,
      /"minLength" must be a whole number from 0/u,
    ],
    [
      "3.1.0",
      `components: { schemas: { A: { exclusiveMinimum: true } } }`,
      /Since OpenAPI 3\.1 "exclusiveMinimum" must be a number/u,
    ],
    [
      "3.0.3",
      `paths: {}\ncomponents: { schemas: { A: { type: [string] } } }`,
      /In OpenAPI 3\.0 a schema has one type/u,
    ],
    ["3.1.0", `security: [a]\npaths: {}`, /A security requirement must be an object, not a string/u],
    ["3.1.0", `security: [{ a: b }]\npaths: {}`, /"a" must be a list of strings/u],
  ])("%s %s", async (version, members, expected) => {
    const found = findings(await load({ "openapi.yaml": document(version, members) }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
    expect(found[0]).toMatch(/ (?:openapi-structure|openapi-deviation|invalid-pattern) /u);
  });

  it("tells how to write a version that YAML takes for a number", async () => {
    const { diagnostics } = await load({
      "openapi.yaml": "openapi: 3.1.0\ninfo: { title: T, version: 1.0 }\npaths: {}\n",
    });
    expect(diagnostics[0]?.help).toBe('Write it in quotes: "1".');
  });

  it("accepts boolean schemas, extensions of any shape, and names that look like extensions", async () => {
    const members = `paths: { x-a: 1, /a: { get: { ${response}, x-b: [] } } }\ncomponents: { schemas: { A: true, x-c: { properties: { x-d: false } } } }`;
    await expect(loadFine({ "openapi.yaml": document("3.1.0", members) })).resolves.toBeDefined();
  });

  it("reads what 3.2 adds", async () => {
    const operation = `{ ${response} }`;
    const members =
      `$self: https://example.com/api\npaths:\n  /a:\n    query: ${operation}\n    additionalOperations: { COPY: ${operation} }\n` +
      "    parameters: [{ name: q, in: querystring, content: { application/json: { schema: { $ref: 'https://example.com/api#/components/schemas/A' } } } }]\n" +
      "components: { schemas: { A: {} } }";
    const { root } = await loadFine({ "openapi.yaml": document("3.2.0", members) });
    expect(JSON.stringify(root)).toContain('"$ref":"#/components/schemas/A"');
    const older = await load({
      "openapi.yaml": document(
        "3.1.0",
        "paths: { /a: { parameters: [{ name: q, in: querystring, content: {} }] } }",
      ),
    });
    expect(findings(older)[0]).toMatch(/A parameter cannot be in "querystring"/u);
  });
});
