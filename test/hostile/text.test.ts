import ts from "typescript";
import { describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { scratchFolder } from "../support/scratch.js";

/** What an author who wants code to run would write; `pwned` must never become more than text. */
const payloads = [
  "*/ globalThis.pwned = 1; /*",
  "${globalThis.pwned = 1}",
  "`+(globalThis.pwned = 1)+`",
  '"+(globalThis.pwned = 1)+"',
  "'+(globalThis.pwned = 1)+'",
  '\\" + (globalThis.pwned = 1) //',
  "\n globalThis.pwned = 1 //",
  "\r\u2028\u2029 globalThis.pwned = 1 //",
  "</script><script>globalThis.pwned = 1</script>",
  "{{pwned}} {{{pwned}}} {{#each pwned}}",
  "../../../../etc/passwd",
  "'; drop table pwned; --",
  "__proto__",
  "constructor",
];

/** A document with the payload in every place that has text; names that the vocabulary bounds stay as they are. */
function documentWith(text: string): object {
  const described = { title: text, description: text };
  const security = { algorithms: ["ES256"], issuer: text, audience: text, keys: { secret: "JWT_KEYS" } };
  return {
    openapi: "3.1.0",
    info: { ...described, version: text },
    security: [{ bearer: [text] }],
    tags: [{ name: text, description: text }],
    paths: {
      "/things/{thingId}": {
        parameters: [
          { name: "thingId", in: "path", required: true, description: text, schema: { type: "string" } },
        ],
        get: {
          operationId: text,
          summary: text,
          description: text,
          tags: [text],
          parameters: [
            {
              name: text,
              in: "query",
              description: text,
              schema: { type: "string", enum: [text], default: text },
            },
          ],
          responses: {
            "200": {
              description: text,
              headers: { "X-Thing": { description: text, schema: { type: "string" } } },
              content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
            },
          },
        },
        patch: {
          operationId: `change ${text}`,
          "x-security": { audit: { event: "thing.changed" }, requires: { roles: [text] } },
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Change" } } },
          },
          responses: { "204": { description: text } },
        },
      },
    },
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: text, "x-security": security },
      },
      schemas: {
        Thing: {
          ...described,
          type: "object",
          required: ["id"],
          properties: {
            id: { type: "string", readOnly: true },
            ...ownProperty(text, { ...described, type: "string" }),
          },
          "x-security": { resource: { access: [{ owner: "ownerId" }, { roles: [text], any: true }] } },
        },
        Change: {
          ...described,
          type: "object",
          properties: {
            note: { ...described, type: "string", const: text, default: text, examples: [text] },
            ...ownProperty(text, { type: "string", enum: [text, `${text}!`] }),
          },
        },
      },
    },
  };
}

/** As JSON has it: a property of its own, whatever its name. */
function ownProperty(name: string, schema: object): object {
  return Object.defineProperty({}, name, { value: schema, enumerable: true });
}

/** Pieces of a payload that a module runs, instead of holding them as text. */
function injected(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const suspicious = ts.isIdentifier(node) && (node.text === "pwned" || node.text === "globalThis");
    if (suspicious) found.push(`${path}: ${node.parent.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("a document that wants to be code", () => {
  it.each(payloads)("%j stays text wherever it stands", { timeout: 60_000 }, async (text) => {
    const cwd = scratchFolder({ "openapi.json": JSON.stringify(documentWith(text)) });
    const { files, diagnostics } = await generate({ document: "openapi.json", cwd });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    // Either it is refused, with a place, or what comes out is harmless.
    expect(files.length > 0 || errors.length > 0).toBe(true);
    for (const { location } of errors) expect(location.file).toBe("openapi.json");
    const emitted = files.filter(({ path }) => !path.startsWith("runtime/"));
    for (const { path } of files) expect(path).toMatch(/^(?!.*\.\.\/)[\w./-]+$/);
    const modules = emitted.filter(({ path }) => path.endsWith(".ts"));
    expect(modules.flatMap(({ path, text: module }) => injected(path, module))).toEqual([]);
    const sql = emitted.find(({ path }) => path.endsWith("schema.sql"))?.text ?? "";
    expect(sql.split("\n").filter((line) => /^\s*drop/i.test(line))).toEqual([]);
  });

  it("is served in most of its spellings, so that the test above looks at real output", async () => {
    let served = 0;
    for (const text of payloads) {
      const cwd = scratchFolder({ "openapi.json": JSON.stringify(documentWith(text)) });
      const { files } = await generate({ document: "openapi.json", cwd });
      if (files.length > 0) served += 1;
    }
    expect(served).toBeGreaterThanOrEqual(8);
  }, 120_000);
});
