import { describe, expect, it } from "vitest";
import { valueAt } from "../../../src/document/reference.js";
import { document, findings, load, loadFine, place } from "./folder.js";

/** What the document says at a pointer once it is loaded. */
async function loaded(members: string, pointer: string, version = "3.1.0"): Promise<unknown> {
  const { root } = await loadFine({ "openapi.yaml": document(version, members) });
  return valueAt(root, pointer);
}

const schema = (text: string): string => `components: { schemas: { A: ${text} } }`;
const at = "/components/schemas/A";

describe("a document whose meaning is certain is read with that meaning", () => {
  it.each([
    ["tags: [{ name: a, description: 1.5 }]\npaths: {}", "/tags/0", { name: "a", description: "1.5" }],
    ["tags: [{ name: a, description: null }]\npaths: {}", "/tags/0", { name: "a" }],
    [schema("{ type: integer, default: '7' }"), at, { type: "integer", default: 7 }],
    [schema("{ type: string, default: 7 }"), at, { type: "string", default: "7" }],
    [schema("{ type: boolean, default: 'true' }"), at, { type: "boolean", default: true }],
    [schema("{ type: integer, default: many }"), at, { type: "integer" }],
    [schema("{ type: integer, default: '7.5' }"), at, { type: "integer" }],
    [schema("{ type: array, default: {} }"), at, { type: "array" }],
    [schema("{ type: [string, 'null'], default: null }"), at, { type: ["string", "null"], default: null }],
    [schema("{ enum: [a, [1], a, [1]] }"), at, { enum: ["a", [1]] }],
    [
      schema(
        "{ properties: { a: { required: true }, b: { required: false }, c: { required: true } }, required: [c] }",
      ),
      at,
      { properties: { a: {}, b: {}, c: {} }, required: ["c", "a"] },
    ],
    [schema("{ allOf: [{}, { items: { required: true } }] }"), at, { allOf: [{}, { items: {} }] }],
    [
      "components: { responses: { A: { description: '', links: { l: { $ref: '#/nowhere' } } } } }",
      "/components/responses/A",
      { description: "", links: {} },
    ],
  ])("%s", async (members, pointer, expected) => {
    expect(await loaded(members, pointer)).toEqual(expected);
  });

  it("also by the rules of 3.0", async () => {
    const members = `paths: {}\n${schema("{ type: string, nullable: true, default: null }")}`;
    expect(await loaded(members, at, "3.0.3")).toEqual({ type: ["string", "null"], default: null });
  });

  it("and every place is still the one that the author wrote", async () => {
    const text = document(
      "3.1.0",
      "components:\n  schemas:\n    A: { enum: [a, a], properties: { b: { required: true } } }",
    );
    const { document: read } = await load({ "openapi.yaml": text });
    expect(read && place(read.locate(`${at}/properties/b`))).toBe("openapi.yaml:5:38+1");
  });
});

describe("a member that OpenAPI does not have", () => {
  it.each([
    ["paths: { /a: { get: { secuirty: [] } } }", /openapi-structure An operation has no "secuirty"\.$/u],
    ["paths: { /a: { get: { callback: {} } } }", /openapi-structure/u],
    [schema("{ maxLenght: 1 }"), /openapi-structure A schema has no "maxLenght"\.$/u],
    ["paths: { /a: { tags: [] } }", /openapi-deviation A path item has no "tags": it is ignored\.$/u],
    ["components: { links: { a: { operationId: b, body: {} } } }", /openapi-structure A link has no "body"/u],
  ])("%s", async (members, expected) => {
    const found = findings(await load({ "openapi.yaml": document("3.1.0", members) }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  it("is its author's own among the keywords of a schema since 3.1, and not before", async () => {
    expect(findings(await load({ "openapi.yaml": document("3.1.0", schema("{ faker: name }")) }))).toEqual(
      [],
    );
    const older = await load({
      "openapi.yaml": document("3.0.3", `paths: {}\n${schema("{ faker: name }")}`),
    });
    expect(findings(older)[0]).toMatch(/openapi-deviation A schema has no "faker"/u);
  });
});
