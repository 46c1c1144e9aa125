import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { inParts } from "../../../src/emit/wide-schemas.js";

const names = Array.from({ length: 450 }, (_, index) => `p${String(index)}`);
const properties = Object.fromEntries(names.map((name) => [name, { type: "string", maxLength: 3 }]));

const schemas: readonly (readonly [string, object])[] = [
  ["closed", { type: "object", properties, required: ["p1"], additionalProperties: false }],
  [
    "closed to what is unevaluated",
    { allOf: [{ required: ["p1"] }], properties, unevaluatedProperties: false },
  ],
  ["inside a list", { type: "array", items: { properties, additionalProperties: { type: "number" } } }],
  ["of alternatives", { anyOf: names.map((name) => ({ required: [name] })) }],
];

const instances: readonly unknown[] = [
  { p1: "a" },
  { p1: "a", p449: "b" },
  { p1: "a", p449: "too long" },
  { p0: "a" },
  { p1: "a", other: 1 },
  { p1: 1 },
  {},
  [{ p400: "a", other: 1 }],
  [{ p400: "long" }],
  [{ other: "a" }],
  "text",
];

describe("a wide schema in parts", () => {
  it.each(schemas)("%s accepts what it accepts whole", (_title, schema) => {
    const ajv = new Ajv2020({ strict: false });
    const [whole, parts] = [ajv.compile(schema), ajv.compile(inParts(schema as never) as object)];
    expect(instances.map((instance) => parts(instance))).toEqual(
      instances.map((instance) => whole(instance)),
    );
    expect(inParts(schema as never)).not.toBe(schema);
  });

  it("is the schema itself where nothing is wide", () => {
    const schema = {
      type: "object",
      properties: { a: { anyOf: [{ type: "string" }] } },
      const: { properties },
    };
    expect(inParts(schema as never)).toBe(schema);
  });
});
