import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/document/document.js";
import type { Model } from "../../../src/model/model.js";
import { modelOf, operation, variant } from "./support/model-of.js";

/** A document with one POST or PATCH that takes a schema and one GET that answers it. */
function exchange(schemas: JsonObject, name: string, further: JsonObject = {}): Model {
  const content = { content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } } };
  const done = { "204": { description: "Done." } };
  return modelOf({
    paths: {
      "/things": {
        post: { operationId: "make", requestBody: content, responses: done },
        patch: { operationId: "change", requestBody: content, responses: done },
        get: { operationId: "show", responses: { "200": { description: "It.", ...content } } },
      },
    },
    components: { schemas },
    ...further,
  });
}

/** Whether the request body of an operation accepts a value. */
function takes(model: Model, id: string, value: JsonValue): boolean {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const schemas = Object.fromEntries(model.schemas.variants.map((each) => [each.name, each.schema]));
  ajv.addSchema({ components: { schemas } }, "document");
  const used = JSON.stringify(operation(model, id).body?.content[0]?.schema.schema).replaceAll(
    "#/",
    "document#/",
  );
  return ajv.validate(JSON.parse(used) as JsonObject, value);
}

const text = { type: "string", maxLength: 10 } as const;

describe("the visibility split", () => {
  const person: JsonObject = {
    type: "object",
    required: ["id", "name", "password"],
    properties: {
      id: { ...text, readOnly: true },
      name: text,
      password: { ...text, writeOnly: true, "x-security": { sensitive: "credential" } },
      role: { ...text, "x-security": { visibility: { read: true, update: { roles: ["admin"] } } } },
    },
  };

  test("[C72] strips from each variant what its purpose may not carry, also from `required`", () => {
    const model = exchange({ Person: person }, "Person");
    expect(variant(model, "Person").schema).toMatchObject({ required: ["id", "name"] });
    expect(Object.keys(propertiesIn(model, "Person"))).toEqual(["id", "name", "role"]);
    expect(Object.keys(propertiesIn(model, "PersonCreate"))).toEqual(["name", "password"]);
    expect(Object.keys(propertiesIn(model, "PersonUpdate"))).toEqual(["name", "password", "role"]);
    expect(variant(model, "PersonUpdate").conditional).toEqual([
      { pointer: "/properties/role", rights: { scopes: [], roles: ["admin"] } },
    ]);
  });

  test("[C38] refuses unknown and read-only fields", () => {
    const model = exchange({ Person: person }, "Person");
    expect(takes(model, "make", { name: "Ann", password: "x" })).toBe(true);
    expect(takes(model, "make", { name: "Ann", password: "x", isAdmin: true })).toBe(false);
    expect(takes(model, "make", { name: "Ann", password: "x", id: "1" })).toBe(false);
    expect(takes(model, "make", { name: "Ann", password: "x", role: "admin" })).toBe(false);
    expect(takes(model, "change", { name: "Ann", password: "x", role: "admin" })).toBe(true);
  });

  test("joins variants that come to the same, circles included", () => {
    const node = {
      type: "object",
      additionalProperties: false,
      properties: { size: { type: "integer" }, next: { $ref: "#/components/schemas/Node" } },
    };
    const model = exchange({ Node: node }, "Node");
    expect(model.schemas.variants.map(({ name, purposes }) => [name, purposes])).toEqual([
      ["Node", ["create", "update", "read"]],
    ]);
    expect(propertiesIn(model, "Node")).toMatchObject({ next: { $ref: "#/components/schemas/Node" } });
  });

  test("tells variants apart that differ only in what they refer to", () => {
    const leaf = {
      type: "object",
      additionalProperties: false,
      properties: { id: { type: "integer", readOnly: true } },
    };
    const node = {
      type: "object",
      additionalProperties: false,
      properties: {
        leaf: { $ref: "#/components/schemas/Leaf" },
        next: { $ref: "#/components/schemas/Node" },
      },
    };
    const model = exchange({ Node: node, Leaf: leaf }, "Node");
    expect(propertiesIn(model, "Node")).toMatchObject({ leaf: { $ref: "#/components/schemas/Leaf" } });
    expect(propertiesIn(model, "NodeCreate")).toMatchObject({
      leaf: { $ref: "#/components/schemas/LeafCreate" },
      next: { $ref: "#/components/schemas/NodeCreate" },
    });
  });

  test("[C72] never lets a request carry owner, tenant or via, wherever the schema declares them", () => {
    const model = exchange(
      {
        Base: { type: "object", required: ["ownerId"], properties: { ownerId: text, orgId: text } },
        Thing: {
          allOf: [{ $ref: "#/components/schemas/Base" }, { type: "object", properties: { name: text } }],
          "x-security": { resource: { tenant: "orgId", access: [{ owner: "ownerId" }] } },
        },
      },
      "Thing",
    );
    expect(takes(model, "make", { name: "a" })).toBe(true);
    expect(takes(model, "make", { name: "a", ownerId: "me" })).toBe(false);
    expect(takes(model, "change", { name: "a", orgId: "mine" })).toBe(false);
  });

  test("[C45] shows a revealed secret only in the answer that creates it", () => {
    const key: JsonObject = {
      type: "object",
      properties: {
        id: text,
        secret: { ...text, "x-security": { sensitive: { kind: "secret", reveal: "once" } } },
      },
    };
    const content = { content: { "application/json": { schema: { $ref: "#/components/schemas/Key" } } } };
    const model = modelOf({
      paths: {
        "/keys": {
          post: { operationId: "make", responses: { "201": { description: "New.", ...content } } },
          get: { operationId: "show", responses: { "200": { description: "It.", ...content } } },
        },
      },
      components: { schemas: { Key: key } },
    });
    const shown = (id: string): JsonValue | undefined =>
      operation(model, id).responses[0]?.content[0]?.schema.schema;
    expect(shown("make")).toEqual({ $ref: "#/components/schemas/KeyRevealed" });
    expect(shown("show")).toEqual({ $ref: "#/components/schemas/Key" });
    expect(Object.keys(propertiesIn(model, "Key"))).toEqual(["id"]);
  });
});

describe("closing request schemas", () => {
  const cat = {
    type: "object",
    required: ["kind"],
    properties: { kind: { const: "cat" }, lives: { type: "integer" } },
  };
  const dog = {
    type: "object",
    required: ["kind"],
    properties: { kind: { const: "dog" }, tricks: text, id: { ...text, readOnly: true } },
  };

  test("[C38] closes `allOf` around its branches, which also stand alone", () => {
    const schemas = {
      Base: { type: "object", properties: { name: { type: "string" } } },
      Thing: {
        allOf: [
          { $ref: "#/components/schemas/Base" },
          { type: "object", properties: { size: { type: "integer" } } },
        ],
        properties: { base: { $ref: "#/components/schemas/Base" } },
      },
    };
    const model = exchange(schemas, "Thing");
    expect(model.schemas.variants.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["BaseCreateOpen", "BaseCreate"]),
    );
    expect(takes(model, "make", { name: "a", size: 1, base: { name: "b" } })).toBe(true);
    expect(takes(model, "make", { name: "a", size: 1, extra: 1 })).toBe(false);
    expect(takes(model, "make", { name: "a", base: { name: "b", extra: 1 } })).toBe(false);
  });

  test.each(["oneOf", "anyOf"])(
    "[C38] closes %s around its branches and keeps its discriminator",
    (union) => {
      const model = exchange(
        {
          Cat: cat,
          Dog: dog,
          Pet: {
            [union]: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
            discriminator: { propertyName: "kind", mapping: { dog: "#/components/schemas/Dog", cat: "Cat" } },
          },
        },
        "Pet",
      );
      expect(takes(model, "make", { kind: "cat", lives: 9 })).toBe(true);
      expect(takes(model, "make", { kind: "cat", lives: 9, tricks: "sit" })).toBe(false);
      expect(takes(model, "make", { kind: "dog", tricks: "sit", id: "1" })).toBe(false);
      const names = model.schemas.variants.map(({ name }) => `#/components/schemas/${name}`);
      const { discriminator } = variant(model, "PetCreate").schema as {
        discriminator: { mapping: JsonObject };
      };
      expect(Object.keys(discriminator.mapping)).toEqual(["cat", "dog"]);
      for (const target of Object.values(discriminator.mapping)) expect(names).toContain(target);
    },
  );

  test("[C38] closes a nullable reference and a constrained one", () => {
    const model = exchange(
      {
        Cat: cat,
        Thing: {
          type: "object",
          properties: {
            a: { anyOf: [{ $ref: "#/components/schemas/Cat" }, { type: "null" }] },
            b: { $ref: "#/components/schemas/Cat", description: "Another." },
          },
        },
      },
      "Thing",
    );
    expect(takes(model, "make", { a: null, b: { kind: "cat" } })).toBe(true);
    expect(takes(model, "make", { a: { kind: "cat", extra: 1 } })).toBe(false);
    expect(takes(model, "make", { b: { kind: "cat", extra: 1 } })).toBe(false);
  });

  test("respects what the author opened, but not for hidden names", () => {
    const model = exchange(
      {
        Thing: {
          type: "object",
          additionalProperties: true,
          properties: { id: { ...text, readOnly: true } },
        },
      },
      "Thing",
    );
    expect(takes(model, "make", { anything: 1 })).toBe(true);
    expect(takes(model, "make", { id: "1" })).toBe(false);
  });

  test("leaves an object of which nothing is said a map", () => {
    const model = exchange({ Thing: { type: "object" } }, "Thing");
    expect(takes(model, "make", { anything: 1 })).toBe(true);
  });

  test("leaves answers open, for selection handles them", () => {
    expect(variant(exchange({ Cat: cat }, "Cat"), "Cat").schema).not.toHaveProperty("additionalProperties");
  });
});

describe("caps", () => {
  const schema: JsonObject = {
    type: "object",
    properties: {
      free: { type: "string" },
      bounded: text,
      listed: { type: "string", enum: ["a"] },
      id: { type: "string", format: "uuid" },
      list: { type: "array", items: { type: "integer" } },
      map: { type: "object", additionalProperties: { type: "integer" } },
      any: {},
    },
  };

  test("[C34] bound what the author left unbounded in requests, and only there", () => {
    const model = exchange({ Thing: schema }, "Thing", {
      "x-security": { limits: { string: 5, array: 6, properties: 7 } },
    });
    expect(propertiesIn(model, "ThingCreate")).toEqual({
      free: { type: "string", maxLength: 5 },
      bounded: { type: "string", maxLength: 10 },
      listed: { type: "string", enum: ["a"] },
      id: { type: "string", format: "uuid" },
      list: { type: "array", items: { type: "integer" }, maxItems: 6 },
      map: { type: "object", additionalProperties: { type: "integer" }, maxProperties: 7 },
      any: { maxLength: 5, maxItems: 6, maxProperties: 7 },
    });
    expect(propertiesIn(model, "Thing")).toMatchObject({ free: { type: "string" }, any: {} });
    expect(JSON.stringify(variant(model, "Thing").schema)).not.toContain("maxItems");
  });
});

test("noise is left out, and what people read is kept", () => {
  const schema = {
    type: "string",
    title: "T",
    description: "D",
    deprecated: true,
    default: "x",
    format: "uri",
    example: "e",
    examples: ["e"],
    xml: {},
    externalDocs: {},
    "x-other": 1,
  };
  const model = exchange({ Thing: schema }, "Thing");
  expect(variant(model, "Thing").schema).toEqual({
    type: "string",
    title: "T",
    description: "D",
    deprecated: true,
    default: "x",
    format: "uri",
  });
});

function propertiesIn(model: Model, name: string): JsonObject {
  return (variant(model, name).schema as { properties: JsonObject }).properties;
}
