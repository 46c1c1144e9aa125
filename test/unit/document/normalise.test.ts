import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/document/document.js";
import { document, loadFine, place } from "./folder.js";

async function schema(text: string, version = "3.0.3"): Promise<JsonValue | undefined> {
  const { root } = await loadFine({
    "openapi.yaml": document(version, `paths: {}\ncomponents: { schemas: { A: ${text} } }`),
  });
  return (root["components"] as { schemas: Record<string, JsonValue> }).schemas["A"];
}

describe("the normal form of OpenAPI 3.0", () => {
  it.each([
    ["{ type: string, nullable: true }", { type: ["string", "null"] }],
    ["{ type: string, nullable: false }", { type: "string" }],
    ["{ type: string, nullable: true, enum: [a] }", { type: ["string", "null"], enum: ["a"] }],
    ["{ type: string, nullable: true, enum: [a, null] }", { type: ["string", "null"], enum: ["a", null] }],
    ["{ nullable: true, enum: [a] }", { enum: ["a"] }],
    ["{ minimum: 1, exclusiveMinimum: true }", { exclusiveMinimum: 1 }],
    ["{ minimum: 1, exclusiveMinimum: false }", { minimum: 1 }],
    ["{ maximum: 9, exclusiveMaximum: true }", { exclusiveMaximum: 9 }],
    ["{ exclusiveMaximum: true }", {}],
    ["{ items: { type: integer, nullable: true } }", { items: { type: ["integer", "null"] } }],
    ["{ type: string, format: binary, example: x }", { type: "string", format: "binary", example: "x" }],
    ["{ additionalProperties: false }", { additionalProperties: false }],
  ])("%s", async (text, expected) => {
    expect(await schema(text)).toEqual(expected);
  });

  it("touches no example, default, enumeration, extension or name of a property", async () => {
    const value = { nullable: true, type: "string", exclusiveMinimum: true, minimum: 1 };
    const untouched = { example: value, default: value, enum: [value], "x-value": value };
    const properties = { nullable: { type: "boolean" }, type: { type: "string" }, exclusiveMinimum: {} };
    expect(await schema(JSON.stringify({ ...untouched, properties }))).toEqual({ ...untouched, properties });
  });

  it("speaks 3.1, and keeps positions", async () => {
    const members =
      "paths: {}\ncomponents: { schemas: { A: { type: string, nullable: true, minLength: 1 } } }";
    const loaded = await loadFine({ "openapi.yaml": document("3.0.3", members) });
    expect([loaded.version, loaded.root["openapi"]]).toEqual(["3.0", "3.1.0"]);
    expect(place(loaded.locate("/components/schemas/A/type/1"))).toBe("openapi.yaml:4:37+6");
    expect(place(loaded.locate("/components/schemas/A/minLength", "key"))).toBe("openapi.yaml:4:61+9");
  });

  it("leaves 3.1 and 3.2 as they are", async () => {
    expect(await schema("{ type: [string] }", "3.1.0")).toEqual({ type: ["string"] });
    expect(await schema("{ type: string, nullable: true }", "3.2.0")).toEqual({
      type: "string",
      nullable: true,
    });
  });
});

describe("locate", () => {
  it("marks the key of containers and the value of all else, or what is asked for", async () => {
    for (const [name, text] of [
      ["openapi.yaml", document("3.1.0", "paths:\n  /a: {}")],
      [
        "openapi.json",
        '{"openapi": "3.1.0",\n"info": {"title": "T", "version": "1"},\n"paths": {\n  "/a": {}}}',
      ],
    ] as const) {
      const loaded = await loadFine({ [name]: text });
      const quotes = name.endsWith("json") ? 2 : 0;
      expect(place(loaded.locate("/paths/~1a"))).toBe(`${name}:4:3+${2 + quotes}`);
      expect(place(loaded.locate("/paths/~1a", "value"))).toBe(`${name}:4:${7 + quotes}+2`);
      expect(place(loaded.locate("/paths/~1a/get/absent"))).toBe(`${name}:4:3+${2 + quotes}`);
      expect(loaded.locate("")).toMatchObject({ line: 1, column: 1 });
    }
  });
});
