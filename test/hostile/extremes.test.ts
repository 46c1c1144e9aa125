import { describe, expect, it } from "vitest";
import { adjustableRules, generate, type Generation } from "../../src/generate.js";
import type { RuleSettings } from "../../src/rule-settings.js";
import { scratchFolder } from "../support/scratch.js";

/** Documents that are extreme where others are not. Each is answered, in time; how fast is measured elsewhere. */

const off = Object.fromEntries(adjustableRules.map((rule) => [rule, "off"])) as RuleSettings;

async function generated(file: string, text: string): Promise<Generation> {
  return await generate({ document: file, cwd: scratchFolder({ [file]: text }), rules: off });
}

function withBody(schema: object, schemas: object = {}): string {
  const content = { "application/json": { schema } };
  const post = { requestBody: { content }, responses: { "204": { description: "Done." } } };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Extreme", version: "1" },
    paths: { "/a": { post } },
    components: { schemas },
  });
}

function tower(height: number, wrap: (inner: object) => object): object {
  let schema: object = { type: "string" };
  for (let floor = 0; floor < height; floor += 1) schema = wrap(schema);
  return schema;
}

const many = (make: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length: 10_000 }, (_, index) => make(index));

describe("a bomb of aliases is refused where it is,", { timeout: 20_000 }, () => {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const inner = level === 0 ? "x" : `*l${String(level - 1)}`;
    return `  l${String(level)}: &l${String(level)} [${Array(10).fill(inner).join(", ")}]\n`;
  }).join("");
  const merges = levels.replaceAll("[", "{ <<: [").replaceAll("]\n", "] }\n");

  it.each([
    ["in lists", `openapi: 3.1.0\nx-bomb:\n${levels}info: *l29\npaths: {}\n`],
    ["in merges", `openapi: 3.1.0\nx-bomb:\n${merges}info: {}\n`],
  ])("%s", async (_title, text) => {
    const { diagnostics, files } = await generated("openapi.yaml", text);
    expect(files).toEqual([]);
    expect(diagnostics[0]?.severity).toBe("error");
    expect(diagnostics[0]?.location).toMatchObject({
      file: "openapi.yaml",
      line: expect.any(Number) as number,
    });
  });
});

describe("generated is what is", { timeout: 60_000 }, () => {
  it.each([
    ["a hundred objects deep", (inner: object) => ({ type: "object", properties: { a: inner } })],
    ["a hundred lists deep", (inner: object) => ({ type: "array", items: inner })],
    ["a hundred compositions deep", (inner: object) => ({ allOf: [inner] })],
    ["a hundred alternatives deep", (inner: object) => ({ anyOf: [inner, { type: "null" }] })],
  ])("%s", async (_title, wrap) => {
    const { diagnostics, files } = await generated("openapi.json", withBody(tower(100, wrap)));
    expect(diagnostics).toEqual([]);
    expect(files.length).toBeGreaterThan(10);
  });

  const wide = many((index) => [`property${String(index)}`, { type: "string", maxLength: 10 }]);
  const properties = Object.fromEntries(wide as [string, object][]);

  it.each([
    ["properties wide", { type: "object", properties, required: Object.keys(properties) }],
    ["alternatives wide", { anyOf: many((index) => ({ type: "string", minLength: index })) }],
    ["values of an enum long", { enum: many((index) => `value ${String(index)}`) }],
  ])("ten thousand %s", async (_title, schema) => {
    const { diagnostics, files } = await generated("openapi.json", withBody(schema));
    expect(diagnostics).toEqual([]);
    expect(files.length).toBeGreaterThan(10);
  });

  it("ten thousand exclusive alternatives wide, or refused", async () => {
    const oneOf = many((index) => ({ const: index }));
    const { diagnostics, files } = await generated("openapi.json", withBody({ oneOf }));
    if (files.length === 0) expect(diagnostics).toMatchObject([{ rule: "file-too-large" }]);
  });

  it("a circle of a thousand schemas", async () => {
    const next = (index: number): object => ({ $ref: `#/components/schemas/S${String((index + 1) % 1000)}` });
    const schemas = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `S${String(index)}`,
        { type: "object", properties: { next: next(index) } },
      ]),
    );
    const { diagnostics, files } = await generated("openapi.json", withBody(next(0), schemas));
    expect(diagnostics).toEqual([]);
    expect(files.length).toBeGreaterThan(10);
  });
});

describe("a pattern that backtracks for ever", { timeout: 20_000 }, () => {
  it("does not keep the generator busy, with the value that it would choke on beside it", async () => {
    const choking = `${"a".repeat(60)}!`;
    const schema = {
      type: "string",
      pattern: "^(a+)+$",
      default: choking,
      examples: [choking],
      enum: [choking],
    };
    const { diagnostics } = await generated("openapi.json", withBody(schema));
    for (const { location } of diagnostics) expect(location.file).toBe("openapi.json");
  });
});
