import * as prettier from "prettier";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/document/document.js";
import { code, name, trusted } from "../../../src/emit/code.js";
import { group, print } from "../../../src/emit/layout.js";
import { createTypePrinter } from "../../../src/emit/type-printer.js";

const long = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `value-number-${String(index)}`);
const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });
const longName = "AVeryLongNameOfASchemaThatTakesMostOfALineByItself";

const named = [longName, `${longName}2`, "A", "B", "Third"].map((key) => {
  return { key, type: name(key), schema: true };
});

/** Each was, or may be, laid out in a way of its own. */
const schemas: Readonly<Record<string, JsonValue>> = {
  scalar: { type: "string" },
  shortUnion: { enum: ["a", "b", null] },
  unionOnTheNextLine: { enum: long(4) },
  unionOverLines: { enum: long(9) },
  nullableObject: { type: ["object", "null"], properties: { a: { type: "string" } }, required: ["a"] },
  arrayOfUnion: { type: "array", items: { type: ["string", "integer"] } },
  arrayOfLongUnion: { type: "array", items: { enum: long(9) } },
  unionOfArrays: { type: ["array", "null"], items: { enum: long(9) } },
  unionOfUnions: {
    anyOf: [{ type: ["string", "null"] }, { type: ["array", "null"], items: { enum: [1, "2"] } }],
  },
  nestedArrays: { type: "array", items: { type: "array", items: { type: "number" } } },
  tuple: { type: "array", prefixItems: [{ type: "string" }, { enum: long(9) }] },
  map: { type: "object", additionalProperties: { type: "number" } },
  mapBesideProperties: { properties: { "x-y": true }, additionalProperties: { enum: long(9) } },
  nameBesideNull: { anyOf: [ref(longName), { type: "null" }] },
  unionOfNames: { anyOf: [ref(longName), ref("B"), { type: "null" }] },
  justAName: ref(longName),
  intersectionOfNames: { allOf: [ref(longName), ref(`${longName}2`), ref("Third")] },
  intersectionOfObjects: { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
  mixedIntersection: {
    allOf: [ref(longName), { properties: { a: {} } }, ref("B"), { properties: { b: {} } }],
  },
  unionOfIntersections: {
    oneOf: [{ allOf: [ref(longName), ref(longName)] }, { allOf: [ref("A"), { properties: { a: {} } }] }],
  },
  numbers: { enum: [-1, 1e21, 0.5] },
  quotes: { enum: ['"', "'", "\\", "\u2028"] },
  documented: {
    properties: {
      a: { type: "string", description: "word ".repeat(40) },
      "1": { description: "*/ ends", deprecated: true },
    },
  },
};

describe("types", () => {
  it.each(Object.entries(schemas))("lays out %s as prettier does", async (key, schema) => {
    const printer = await createTypePrinter(named);
    for (const text of [key, `${key}${"x".repeat(60 - key.length)}`]) {
      const member = print([group([code`${name(text)}: `, printer.type(schema).doc]), trusted(";")], 2);
      for (const whole of [
        `${printer.declaration(name(text), schema)}\n`,
        `interface All {\n  ${member}\n}\n`,
      ])
        expect(await prettier.format(whole, { parser: "babel-ts" })).toBe(whole);
    }
  });
});
