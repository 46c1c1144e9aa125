import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFields, settleFields } from "../../../../src/runtime/core/input/fields.js";
import { percentDecode } from "../../../../src/runtime/core/input/percent.js";
import { splitQuery } from "../../../../src/runtime/core/input/query.js";
import { readStyled } from "../../../../src/runtime/core/input/styles.js";
import { writeHeaders, writeQuery } from "../../../../src/runtime/core/outgoing/write-parameters.js";
import type { ParameterPolicy, ParameterType } from "../../../../src/runtime/core/policy.js";

const text = { kind: "scalar", types: ["string"] } as const;
const integer = { kind: "scalar", types: ["integer"] } as const;
const json = { kind: "json" } as const;

function parameter(overrides: Partial<ParameterPolicy>): ParameterPolicy {
  return { in: "query", name: "p", required: false, style: "form", explode: true, type: text, ...overrides };
}

/** What a server of ours reads of a query that was written for it. */
function readBack(policy: ParameterPolicy, query: string): unknown {
  const reading = { decode: percentDecode, maxDepth: 10 };
  const read = readFields({ fields: [policy], rest: null }, splitQuery(query), reading, "parameter");
  const settled = read.kind === "fault" ? read : settleFields(read.readings);
  return settled.kind === "fault" ? settled : settled.values["p"];
}

const texts: ParameterType = { kind: "array", items: text };
const row: ParameterType = {
  kind: "object",
  properties: { a: text, "b c": integer, list: { kind: "array", items: integer } },
  rest: null,
};
const deep: ParameterType = {
  kind: "object",
  properties: { row, rows: { kind: "array", items: row }, names: texts, any: json },
  rest: null,
};

const anyText = fc.string({ unit: "grapheme", minLength: 1 });
const without = (character: string) => anyText.filter((each) => !each.includes(character));
const anyRow = fc.record({
  a: anyText,
  "b c": fc.maxSafeInteger(),
  list: fc.array(fc.maxSafeInteger(), { minLength: 1 }),
});
const anyRows = fc.array(anyRow, { minLength: 1, maxLength: 3 });
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 5 });

describe("the query that leaves", () => {
  test.each<[string, Partial<ParameterPolicy>, fc.Arbitrary<unknown>]>([
    ["a text", {}, anyText],
    ["a number", { type: integer }, fc.maxSafeInteger()],
    ["a repeated list", { type: texts }, some(anyText)],
    ["a list", { type: texts, explode: false }, some(anyText)],
    ["a list with spaces", { type: texts, explode: false, style: "spaceDelimited" }, some(without(" "))],
    ["a list with bars", { type: texts, explode: false, style: "pipeDelimited" }, some(without("|"))],
    ["an exploded object", { type: row }, anyRow],
    ["an object", { type: row, explode: false }, anyRow],
    ["a list of JSON", { type: { kind: "array", items: json } }, some(fc.jsonValue({ maxDepth: 2 }))],
    ["JSON", { type: json, style: "content" }, fc.jsonValue({ maxDepth: 3 })],
    [
      "a deep object",
      { type: deep, style: "deepObject" },
      fc.record({ row: anyRow, rows: anyRows, names: some(anyText), any: fc.jsonValue({ maxDepth: 2 }) }),
    ],
  ])("%s is read as it was written", (_, overrides, values) => {
    const policy = parameter(overrides);
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(value !== null && !JSON.stringify(value).includes("null"));
        fc.pre(!JSON.stringify(value).includes("__proto__") && !JSON.stringify(value).includes("\\u0000"));
        const read = readBack(policy, writeQuery([policy], { p: value }));
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([
    ["spaceDelimited", "a b"],
    ["pipeDelimited", "a|b"],
  ] as const)("has no spelling in the style %s for %j, which would arrive as two", (style, item) => {
    const policy = parameter({ type: texts, explode: false, style });
    expect(() => writeQuery([policy], { p: ["c", item] })).toThrow("the parameter p has no spelling");
  });

  test.each(["x][y", "x[y", "]", ""])(
    "has no spelling for the member %j, which would arrive as another",
    (name) => {
      const policy = parameter({ type: { ...row, rest: text }, style: "deepObject" });
      expect(() => writeQuery([policy], { p: { [name]: "1" } })).toThrow("the parameter p has no spelling");
      const below = parameter({ type: { ...row, rest: { ...row, rest: text } }, style: "deepObject" });
      expect(() => writeQuery([below], { p: { y: { [name]: "1" } } })).toThrow("parameter p has no spelling");
    },
  );

  test("has no spelling for members that would arrive as another parameter", () => {
    const policies = [parameter({ name: "role" }), parameter({ type: { ...row, rest: text } })];
    const values = { role: "guest", p: { role: "admin" } };
    expect(() => writeQuery(policies, values)).toThrow("the parameter p has no spelling");
    expect(() => writeQuery(policies, { p: values.p })).toThrow("the parameter p has no spelling");
    expect(writeQuery(policies, { p: { p: "x", a: "y" } })).toBe("p=x&a=y");
  });

  test("what has no value is left out", () => {
    expect(writeQuery([parameter({})], { p: undefined })).toBe("");
    expect(writeQuery([parameter({ type: texts })], { p: [] })).toBe("");
  });
});

describe("the headers that leave", () => {
  test.each<[Partial<ParameterPolicy>, unknown, string]>([
    [{}, "a, b", "a, b"],
    [{ type: integer }, 5, "5"],
    [{ type: texts }, ["a", "b"], "a,b"],
    [{ type: row }, { a: "x", "b c": 1 }, "a,x,b c,1"],
    [{ type: row, explode: true }, { a: "x", "b c": 1 }, "a=x,b c=1"],
    [{ type: json, style: "content" }, { a: "é" }, '{"a":"\\u00e9"}'],
  ])("%j of %j", (overrides, value, written) => {
    const policy = parameter({ in: "header", name: "X-P", style: "simple", explode: false, ...overrides });
    expect(writeHeaders([policy], { "X-P": value })).toEqual({ "x-p": written });
    const reading = { decode: (raw: string) => raw, maxDepth: 10 };
    const read = readStyled(policy, written, reading);
    expect(JSON.parse(JSON.stringify(read))).toEqual({ kind: "value", value });
  });

  test.each<[Partial<ParameterPolicy>, unknown]>([
    [{ type: texts }, ["a,b"]],
    [{ type: row }, { a: "x,b c,1" }],
    [{ type: row }, { "a,b c": "1" }],
    [{ type: row, explode: true }, { a: "x,b c=1" }],
    [{ type: row, explode: true }, { "a=b": "1" }],
  ])("have no spelling for %j of %j, which would arrive as more", (overrides, value) => {
    const policy = parameter({ in: "header", name: "X-P", style: "simple", explode: false, ...overrides });
    expect(() => writeHeaders([policy], { "X-P": value })).toThrow("the parameter X-P has no spelling");
  });

  test.each(["a\r\nHost: evil", "a\u0000", " a", "é", "a\n"])("[C41] %j is none", (value) => {
    const policy = parameter({ in: "header", name: "X-P", style: "simple", explode: false });
    expect(() => writeHeaders([policy], { "X-P": value })).toThrow("the parameter X-P has no spelling");
  });
});
