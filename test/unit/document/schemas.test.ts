import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/document/document.js";
import { valueAt } from "../../../src/document/reference.js";
import { document, findings, load, loadFine } from "./folder.js";

/** The component schemas that a document of 3.1 comes to, with the files beside it. */
async function schemas(members: string, files: Readonly<Record<string, string>> = {}): Promise<JsonObject> {
  const { root } = await loadFine({ "openapi.yaml": document("3.1.0", `paths: {}\n${members}`), ...files });
  return valueAt(root, "/components/schemas") as JsonObject;
}

const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });

describe("schemas that name themselves", () => {
  it("are found by `$id`, and references in them are relative to it", async () => {
    const found = await schemas(`components:
  schemas:
    A:
      $id: https://example.com/a/
      properties: { b: { $ref: b }, own: { $ref: "#/$defs/own" }, named: { $ref: "#here" } }
      $defs: { own: { type: string }, other: { $anchor: here, type: integer } }
    B: { $id: https://example.com/a/b, type: boolean }
    C: { $anchor: here, items: { $ref: "https://example.com/a/#here" } }
    D: { items: { $ref: "#here" } }
`);
    expect(found).toMatchObject({
      A: { properties: { b: ref("B"), own: ref("A_own"), named: ref("A_other") } },
      C: { items: ref("A_other") },
      D: { items: ref("C") },
      A_own: { type: "string" },
      A_other: { type: "integer" },
    });
  });

  it("are files beside the document where their `$id` is published elsewhere", async () => {
    const found = await schemas("components: { schemas: { A: { $ref: ./a.json } } }", {
      "a.json": '{ "$id": "https://example.com/a.json", "items": { "$ref": "b.json" } }',
      "b.json": '{ "$id": "https://example.com/b.json", "items": { "$ref": "a.json" } }',
    });
    expect(found).toMatchObject({ A: { items: ref("b") }, b: { items: ref("A") } });
  });

  it("are no names where data only looks like it", async () => {
    const found = await schemas(`components:
  schemas:
    A: { enum: [{ $id: https://example.com/a, type: string }], $ref: "#/components/schemas/B" }
    B: { properties: { $id: { type: string } }, examples: [{ $anchor: x }] }
`);
    expect(found).toMatchObject({ A: ref("B") });
  });
});

describe("dynamic references", () => {
  it("make one template serve several types of items", async () => {
    const found = await schemas(
      `components:
  schemas:
    Page:
      $id: page
      type: object
      properties: { items: { type: array, items: { $dynamicRef: "#item" } }, count: { $ref: "#/$defs/count" } }
      $defs: { item: { $dynamicAnchor: item, not: {} }, count: { type: integer } }
    Pets:
      $id: pets
      $ref: page
      $defs: { item: { $dynamicAnchor: item, $ref: "#/components/schemas/Pet" } }
    Toys:
      $id: toys
      $ref: page
      $defs: { item: { $dynamicAnchor: item, type: string } }
    Pet: { type: object, properties: { friends: { $ref: pets } } }
`,
    );
    const items = (name: string): unknown => valueAt(found, `/${name}/properties/items/items`);
    expect(items("Page")).toEqual(ref("Page_item"));
    expect(found).toMatchObject({
      Page_item: { not: {} },
      Pets: ref("Page_Pets_item"),
      Toys: ref("Page_Toys_item"),
      Pet: { properties: { friends: ref("Pets") } },
      Pets_item: ref("Pet"),
      Toys_item: { type: "string" },
    });
    expect(items("Page_Pets_item")).toEqual(ref("Pets_item"));
    expect(items("Page_Toys_item")).toEqual(ref("Toys_item"));
    expect(Object.keys(found)).toHaveLength(10);
  });

  it("need no `$id` where each component has its own anchor", async () => {
    const found = await schemas(`components:
  schemas:
    Tree:
      $dynamicAnchor: node
      properties: { children: { type: array, items: { $dynamicRef: "#node" } } }
    StrictTree: { $dynamicAnchor: node, $ref: "#/components/schemas/Tree", unevaluatedProperties: false }
`);
    expect(valueAt(found, "/Tree/properties/children/items")).toEqual(ref("Tree"));
    expect(found).toMatchObject({ StrictTree: ref("Tree_StrictTree") });
    expect(valueAt(found, "/Tree_StrictTree/properties/children/items")).toEqual(ref("StrictTree"));
  });

  it("of 2019-09 are read, and those that are dynamic in name only", async () => {
    const found = await schemas(`jsonSchemaDialect: https://json-schema.org/draft/2019-09/schema
components:
  schemas:
    Tree: { $id: tree, $recursiveAnchor: true, items: { $recursiveRef: "#" } }
    Strict: { $id: strict, $recursiveAnchor: true, $ref: tree, type: array }
    Plain: { $id: plain, items: { $recursiveRef: "#" } }
`);
    expect(found).toMatchObject({
      Tree: { items: ref("Tree") },
      Strict: { ...(ref("Tree_Strict") as object), type: "array" },
      Tree_Strict: { items: ref("Strict") },
      Plain: { items: ref("Plain") },
    });
  });

  it("that name nothing are reported where they stand", async () => {
    const members = "paths: {}\ncomponents: { schemas: { A: { $dynamicRef: '#a' } } }";
    expect(findings(await load({ "openapi.yaml": document("3.1.0", members) }))).toEqual([
      'openapi.yaml:4:44+4 reference-missing The reference "#a" points to nothing: nothing in openapi.yaml has this name.',
    ]);
  });
});

describe("older dialects", () => {
  it("are read as 2020-12, for a document or for a schema", async () => {
    const draft7 = `$schema: http://json-schema.org/draft-07/schema#`;
    const found = await schemas(`components:
  schemas:
    A:
      ${draft7}
      items: [{ type: string }, { $ref: "#/components/schemas/A/items/0", type: integer }]
      additionalItems: false
      dependencies: { a: [b], c: { required: [d] } }
      unevaluatedProperties: false
    B: { items: { type: string }, unevaluatedProperties: false }
`);
    expect(found).toEqual({
      A: {
        $schema: "http://json-schema.org/draft-07/schema#",
        prefixItems: [{ type: "string" }, ref("A_0")],
        items: false,
        dependentRequired: { a: ["b"] },
        dependentSchemas: { c: { required: ["d"] } },
      },
      B: { items: { type: "string" }, unevaluatedProperties: false },
      A_0: { type: "string" },
    });
  });

  it("keep the places of what they were written as", async () => {
    const members = `paths: {}
components:
  schemas:
    A:
      $schema: http://json-schema.org/draft-07/schema#
      items: [{ pattern: "(" }]
      dependencies: { c: { pattern: "[" } }
`;
    expect(findings(await load({ "openapi.yaml": document("3.1.0", members) }))).toEqual([
      "openapi.yaml:8:26+3 invalid-pattern This is no regular expression: unterminated group.",
      "openapi.yaml:9:37+3 invalid-pattern This is no regular expression: unterminated character class.",
    ]);
  });

  it("of draft 4 have bounds that are flags, and names without a dollar", async () => {
    const found = await schemas("components: { schemas: { A: { $ref: ./a.json } } }", {
      "a.json": JSON.stringify({
        $schema: "http://json-schema.org/draft-04/schema#",
        id: "http://example.com/a.json",
        definitions: {
          n: { id: "#n", minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
        },
        items: { $ref: "#n" },
        const: 1,
      }),
    });
    expect(found["n"]).toEqual({ id: "#n", exclusiveMinimum: 0, maximum: 9 });
    expect(found["A"]).toMatchObject({ items: ref("n") });
    expect(found["A"]).not.toHaveProperty("const");
  });
});
