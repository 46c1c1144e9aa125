import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/document/document.js";
import { emit } from "../../../src/emit/plan.js";
import { formatTypes } from "../../../src/emit/compile-validator.js";
import type { Model, SchemaVariant } from "../../../src/model/model.js";
import { formats } from "../../../src/runtime/core/formats.js";
import type { Validator, ValidatorMakers } from "../../../src/runtime/core/validator.js";
import { transpile, writeProject, type ProjectFile } from "../../support/compile.js";
import { body, operation, ordersModel, refTo, variant } from "../../support/orders-model.js";

interface Case {
  readonly schema: JsonValue;
  readonly values: readonly unknown[];
}

const components: readonly SchemaVariant[] = [
  variant("Tag", ["create"], { type: "string", minLength: 2, maxLength: 5 }),
  variant("Named", ["create"], { type: "object", required: ["name"], properties: { name: refTo("Tag") } }),
  variant("Aged", ["create"], { type: "object", properties: { age: { type: "integer" } } }),
  variant("Either", ["create"], {
    oneOf: [
      { type: "object", required: ["a"], properties: { a: { type: "string" } } },
      { type: "object", required: ["b"], properties: { b: { type: "string" } } },
    ],
  }),
  variant("Tree", ["create"], {
    type: "object",
    properties: { label: { type: "string" }, children: { type: "array", items: refTo("Tree") } },
    additionalProperties: false,
  }),
  variant("Ping", ["create"], {
    type: "object",
    properties: { pong: refTo("Pong") },
    additionalProperties: false,
  }),
  variant("Pong", ["create"], {
    type: "object",
    properties: { ping: refTo("Ping"), n: { type: "number" } },
    additionalProperties: false,
  }),
  variant("Node", ["create"], {
    type: "object",
    properties: { next: { ...refTo("Node"), unevaluatedProperties: false }, label: { type: "string" } },
    allOf: [{ patternProperties: { "^e": { type: "string" } } }],
  }),
  variant("Expression", ["create"], {
    type: "object",
    required: ["op"],
    properties: { op: { enum: ["not", "is"] } },
    oneOf: [
      {
        required: ["of"],
        properties: { op: { const: "not" }, of: { ...refTo("Expression"), unevaluatedProperties: false } },
      },
      { required: ["name"], properties: { op: { const: "is" }, name: refTo("Tag") } },
    ],
  }),
  variant("tree", ["create"], { type: "boolean" }),
];

const parsed = (text: string): unknown => JSON.parse(text);

/** Each schema with values on both sides of it. */
const cases: Readonly<Record<string, Case>> = {
  scalars: {
    schema: { type: ["integer", "null"], minimum: -3, exclusiveMaximum: 10, multipleOf: 2 },
    values: [2, 10, 3, -4, null, "2", 2.5, 1e30],
  },
  text: {
    schema: { type: "string", minLength: 1, maxLength: 2, pattern: "^\\p{L}*$" },
    values: ["", "é", "😀", "ab", "abc", "1", 5],
  },
  "text that an automaton reads": {
    schema: {
      type: "object",
      properties: { a: { pattern: "^(?:\\p{L}+[ -]?)*\\d$" } },
      patternProperties: { "^(x|xy)+$": { type: "number" } },
      additionalProperties: false,
    },
    values: [{ a: "ab-c1" }, { a: "ab--c1" }, { xxy: 1 }, { xxy: "" }, { xxz: 1 }],
  },
  formats: {
    schema: {
      type: "object",
      properties: {
        at: { type: "string", format: "date-time" },
        id: { format: "uuid" },
        n: { type: "integer", format: "int32" },
        x: { type: "string", format: "unheard-of" },
      },
    },
    values: [
      { at: "2024-02-30T00:00:00Z" },
      { at: "2024-02-03T00:00:00Z" },
      { id: "x" },
      { id: 5 },
      { n: 2 ** 31 },
      { n: 5 },
      { x: "anything" },
    ],
  },
  object: {
    schema: {
      type: "object",
      required: ["a"],
      properties: { a: refTo("Tag"), b: { type: "boolean" } },
      additionalProperties: false,
      maxProperties: 2,
    },
    values: [
      { a: "ab" },
      { a: "a" },
      { b: true },
      { a: "ab", c: 1 },
      [],
      null,
      { a: "ab", b: 1 },
      parsed('{"a":"ab","__proto__":1}'),
      parsed('{"a":"ab","constructor":1}'),
    ],
  },
  inherited: {
    schema: {
      type: "object",
      required: ["constructor"],
      properties: { constructor: { type: "string" }, toString: { type: "number" } },
    },
    values: [
      {},
      parsed('{"constructor":"x"}'),
      parsed('{"constructor":1}'),
      parsed('{"constructor":"x","toString":1}'),
    ],
  },
  array: {
    schema: { type: "array", items: refTo("Named"), uniqueItems: true, maxItems: 2 },
    values: [
      [],
      [{ name: "ab" }],
      [{ name: "ab" }, { name: "ab" }],
      [{}],
      {},
      [{ name: "ab" }, { name: "cd" }, { name: "ef" }],
    ],
  },
  tuple: {
    schema: { type: "array", prefixItems: [{ type: "string" }], items: { type: "number" } },
    values: [["a", 1], [1], ["a", "b"], []],
  },
  enumeration: {
    schema: { enum: ["a", 1, null, { deep: [1] }] },
    values: ["a", "b", 1, null, { deep: [1] }, { deep: [2] }],
  },
  constant: { schema: { const: { a: [1, "`${x}`*/"] } }, values: [{ a: [1, "`${x}`*/"] }, { a: [1] }] },
  union: {
    schema: { anyOf: [refTo("Tag"), { type: "number" }], not: { const: 5 } },
    values: ["ab", "a", 4, 5, null],
  },
  condition: {
    schema: { if: { required: ["a"] }, then: { required: ["b"] }, else: { required: ["c"] } },
    values: [{ a: 1 }, { a: 1, b: 1 }, { c: 1 }, {}],
  },
  map: {
    schema: {
      type: "object",
      patternProperties: { "^x": { type: "number" } },
      additionalProperties: refTo("Tag"),
      propertyNames: { maxLength: 3 },
    },
    values: [{ x: 1 }, { x: "ab" }, { y: "ab" }, { y: 1 }, { long: "ab" }],
  },
  "closed composition": {
    schema: { allOf: [refTo("Named"), refTo("Aged")], properties: { own: {} }, unevaluatedProperties: false },
    values: [
      { name: "ab" },
      { name: "ab", age: 1 },
      { name: "ab", own: 1 },
      { name: "ab", other: 1 },
      { age: 1 },
      parsed('{"name":"ab","constructor":1}'),
      parsed('{"name":"ab","__proto__":1}'),
    ],
  },
  "closed reference": {
    schema: { ...refTo("Named"), unevaluatedProperties: false },
    values: [{ name: "ab" }, { name: "ab", other: 1 }],
  },
  "closed union": {
    schema: { allOf: [refTo("Either")], unevaluatedProperties: false },
    values: [{ a: "x" }, { b: "x" }, { a: "x", b: "y" }, { a: "x", c: 1 }],
  },
  "closed twice, not sharing": {
    schema: {
      type: "object",
      properties: {
        first: { allOf: [refTo("Named"), refTo("Aged")], unevaluatedProperties: false },
        second: { allOf: [refTo("Named")], unevaluatedProperties: false },
      },
    },
    values: [
      { first: { name: "ab", age: 1 }, second: { name: "ab", age: 1 } },
      { first: { name: "ab", age: 1 }, second: { name: "ab" } },
    ],
  },
  "closed recursion": {
    schema: refTo("Node"),
    values: [
      { next: { next: { label: "x" } } },
      { next: { next: { other: "x" } } },
      { other: 1 },
      { next: { label: "x", extra: "y" } },
      { next: { extra: "y" }, other: 1 },
    ],
  },
  "closed recursion through unions": {
    schema: { ...refTo("Expression"), unevaluatedProperties: false },
    values: [
      { op: "not", of: { op: "is", name: "ab" } },
      { op: "not", of: { op: "is", name: "ab", of: 1 } },
      { op: "is", name: "ab" },
      { op: "is", of: { op: "is", name: "ab" } },
      { op: "not", of: { op: "not", of: { op: "is", name: "ab" } }, name: "ab" },
    ],
  },
  "closed list": {
    schema: { prefixItems: [{ type: "string" }], anyOf: [{ minItems: 1 }, true], unevaluatedItems: false },
    values: [["a"], [1], ["a", 2]],
  },
  circular: {
    schema: refTo("Tree"),
    values: [
      { children: [{ children: [{ label: "x" }] }] },
      { children: [{ children: [{ label: 1 }] }] },
      { children: [{ other: 1 }] },
    ],
  },
  "mutually circular": {
    schema: refTo("Ping"),
    values: [
      { pong: { ping: { pong: { n: 1 } } } },
      { pong: { ping: { pong: { n: "1" } } } },
      { pong: { ping: { pang: 1 } } },
    ],
  },
  "names that differ by case": {
    schema: { type: "array", items: { anyOf: [refTo("tree"), refTo("Tree")] } },
    values: [[true, {}], [1], [{ label: "x" }], [{ label: 1 }]],
  },
  "hostile text": {
    schema: {
      type: "object",
      properties: {
        'a"b': { const: "*/" },
        "`${process.exit(1)}`": { type: "string", pattern: '^["`\\\\]$' },
        "\u2028": { enum: ["\u2029"] },
      },
      additionalProperties: false,
    },
    values: [
      { 'a"b': "*/" },
      { 'a"b': 1 },
      { "`${process.exit(1)}`": '"' },
      { "`${process.exit(1)}`": "x" },
      { "\u2028": "\u2029" },
      { "\u2028": "" },
    ],
  },
  "texts that spell Ajv's own code": {
    schema: {
      enum: [
        "{instancePath,schemaPath:",
        ",keyword:",
        ",params:{}}",
        ",parentData,parentDataProperty,rootData,dynamicAnchors}",
      ],
    },
    values: [
      "{instancePath,schemaPath:",
      ",keyword:",
      ",params:{}}",
      ",parentData,parentDataProperty,rootData,dynamicAnchors}",
      "}",
    ],
  },
  never: { schema: false, values: [1, null] },
};

const names = Object.keys(cases);

const model: Model = {
  ...ordersModel,
  resources: [],
  schemas: { variants: components },
  operations: names.map((name, index) =>
    operation(`case${String(index)}`, "POST", `/case${String(index)}`, {
      resource: null,
      body: body(cases[name]?.schema ?? true, "create"),
    }),
  ),
};

const options = { framework: "fastify", importExtension: "js", handlersImport: "../api" } as const;

let folder = "";
let modules: readonly ProjectFile[] = [];

beforeAll(async () => {
  const files = await emit(model, options);
  modules = files.filter(({ path }) => path.startsWith("validators/"));
  folder = writeProject("validators", files);
  transpile(
    folder,
    files.filter(({ path }) => /^(validators|runtime)\//.test(path)),
  );
});

/** What checks the body of an operation whose path is its id. */
async function bodyValidator(project: string, id: string): Promise<Validator | undefined> {
  const { validators } = (await import(`${project}validators/${id}.js`)) as { validators: ValidatorMakers };
  return validators[id]?.().body?.["application/json"];
}

function oracle(schema: JsonValue) {
  const ajv = new Ajv2020({
    strict: false,
    unicodeRegExp: true,
    ownProperties: true,
    logger: false,
    formats,
  });
  for (const component of components)
    ajv.addSchema(component.schema as object, `#/components/schemas/${component.name}`);
  return ajv.compile(schema as object);
}

describe("emitted validators", () => {
  it.each(names.map((name, index) => [name, index] as const))(
    "[C33] answer exactly as Ajv: %s",
    async (name, index) => {
      const validate = await bodyValidator(folder, `case${String(index)}`);
      const { schema, values } = cases[name] ?? { schema: true, values: [] };
      const expected = oracle(schema);
      const answers = values.map((value) => validate?.(value));
      expect(answers).toEqual(values.map((value) => expected(value)));
      expect(new Set(answers).size).toBe(schema === false ? 1 : 2);
    },
  );

  // Ajv itself lets these pass: it looks what was evaluated up in a plain object, which inherits them.
  it.each(["constructor", "toString", "valueOf", "hasOwnProperty"])(
    "[C38] refuse an undeclared %s by name",
    async (field) => {
      const validate = await bodyValidator(folder, `case${String(names.indexOf("closed union"))}`);
      expect(validate?.({ a: "x", [field]: 1 })).toBe(false);
      expect(validate?.errors?.at(-1)).toMatchObject({
        keyword: "unevaluatedProperties",
        params: { unevaluatedProperty: field },
      });
    },
  );

  it("need neither Ajv nor eval nor require", () => {
    expect(modules.length).toBeGreaterThan(names.length);
    for (const { text } of modules) {
      const withoutStrings = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
      expect(withoutStrings).not.toMatch(/\b(eval|require|Function)\b(?!:)\s*\(/);
      expect(text).not.toMatch(/from "ajv|ajv\/dist/);
    }
  });

  it("are written once for operations that take the same", async () => {
    const twice = { type: "object", properties: { twice: { type: "string" } }, additionalProperties: false };
    const files = await emit(
      {
        ...model,
        operations: ["one", "other"].map((id) =>
          operation(id, "POST", `/${id}`, { resource: null, body: body(twice, "create") }),
        ),
      },
      options,
    );
    const holding = files.filter(
      ({ path, text }) => path.startsWith("validators/") && text.includes("twice"),
    );
    expect(holding.map(({ path }) => path)).toEqual([expect.stringMatching(/^validators\/shared\/\w\.ts$/)]);
    const project = writeProject("validators-shared", files);
    transpile(
      project,
      files.filter(({ path }) => /^(validators|runtime)\//.test(path)),
    );
    for (const id of ["one", "other"]) {
      const validate = await bodyValidator(project, id);
      expect([validate?.({ twice: "x" }), validate?.({ once: "x" })]).toEqual([true, false]);
    }
  });

  it("stand where they stood, in the same words, whatever comes and goes beside them", async () => {
    const listed = { ...operation("list", "GET", "/notes", { resource: null }), parameters: [] };
    const one = operation("one", "POST", "/notes/one", {
      resource: null,
      body: body({ const: 1 }, "create"),
    });
    const two = operation("two", "PUT", "/notes/{id}", {
      resource: null,
      body: body({ const: 2 }, "update"),
    });
    const written = async (operations: Model["operations"]): Promise<ReadonlyMap<string, string>> => {
      const files = await emit({ ...model, operations }, options);
      return new Map(files.map(({ path, text }) => [path, text]));
    };
    const [before, after] = [await written([one, two]), await written([listed, two, one])];
    expect(after.get("validators/notes-one.ts")).toBe(before.get("validators/notes-one.ts"));
    const head = "two: () => {";
    const textOf = (files: ReadonlyMap<string, string>): string | undefined =>
      files.get("validators/notes.ts")?.split(head)[1];
    expect(textOf(before)).toContain("data");
    expect(textOf(after)).toBe(textOf(before));
  });

  it("do not depend on one another's text", async () => {
    const fewer: Model = { ...model, operations: model.operations.slice(1) };
    const again = await emit(fewer, options);
    for (const { path, text } of again.filter((file) => file.path.startsWith("validators/"))) {
      expect(modules.find((module) => module.path === path)?.text).toBe(text);
    }
  });

  it("know the formats of the runtime", () => {
    const known = Object.entries(formats).filter(([, format]) => format !== true);
    const ofType = (type: string): string[] =>
      known.filter(([, format]) => format !== true && format.type === type).map(([name]) => name);
    expect([...formatTypes.string].sort()).toEqual(ofType("string").sort());
    expect([...formatTypes.number].sort()).toEqual(ofType("number").sort());
  });
});
