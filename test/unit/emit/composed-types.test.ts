import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { emit } from "../../../src/emit/plan.js";
import { modelOf } from "../model/support/model-of.js";
import { typeErrors, writeProject } from "../../support/compile.js";

const id = { type: "string", format: "uuid" } as const;
const base: JsonObject = {
  type: "object",
  properties: { a: { type: "string" }, b: { type: "string" } },
};
const requiring: JsonObject = {
  allOf: [{ $ref: "#/components/schemas/Base" }],
  required: ["a"],
};

const model = modelOf({
  paths: {
    "/things/{thingId}": {
      get: {
        operationId: "getThing",
        security: [],
        "x-security": { public: "a specimen" },
        parameters: [{ name: "thingId", in: "path", required: true, schema: id }],
        responses: {
          "200": {
            description: "It.",
            content: {
              "application/json": {
                schema: { $ref: "#/components/schemas/Thing" },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Base: base,
      Composed: requiring,
      Thing: {
        type: "object",
        required: ["id", "part"],
        properties: {
          id,
          part: requiring,
          mark: { allOf: [{ type: ["string", "null"] }, { description: "A mark." }] },
        },
        "x-security": {
          resource: { access: [{ anyone: true, actions: ["read"] }] },
        },
      },
    },
  },
});

test("members that only a composition requires are required in the types, also of rows", async () => {
  const emitted = await emit(model, {
    framework: "fastify",
    importExtension: "js",
    handlersImport: "../api",
  });
  const use = {
    path: "use.ts",
    text: [
      'import type { Composed, Thing, ThingFilter, ThingRow } from "./api/index.js";',
      "export const marked: ThingFilter = { mark: ['a', null] };",
      "export const first = (of: Composed): string => of.a;",
      "export const row = (of: ThingRow): string => of.part.a;",
      "export const answer = (of: Thing): string => of.part.a;",
      "// @ts-expect-error -- nothing requires it",
      "export const other = (of: Composed): string => of.b;",
      "",
    ].join("\n"),
  };
  const files = [
    ...emitted.map(({ area, path, text }) => ({
      path: `${area}/${path}`,
      text,
    })),
    use,
  ];
  expect(typeErrors(writeProject("composed-types", files), files)).toEqual([]);
}, 180_000);

test("types that contain themselves without an object in between compile", async () => {
  const ref = (name: string): JsonObject => ({
    $ref: `#/components/schemas/${name}`,
  });
  const list = (name: string): JsonObject => ({
    type: "array",
    items: ref(name),
  });
  const text: JsonObject = { type: "string" };
  const recursive = modelOf({
    paths: {},
    components: {
      schemas: {
        Tree: {
          anyOf: [text, list("Tree"), ref("Leaf"), { type: "object", properties: { tree: ref("Tree") } }],
        },
        Leaf: { type: "object", properties: { tree: ref("Tree") } },
        Odd: {
          anyOf: [text, list("Even")],
          description: "An odd number of lists.",
        },
        Even: { anyOf: [{ type: "null" }, list("Odd")] },
        Forest: list("Tree"),
      },
    },
  });
  const emitted = await emit(recursive, {
    framework: "fastify",
    importExtension: "js",
    handlersImport: "../api",
  });
  const use = {
    path: "use.ts",
    text: [
      'import type { Forest, Odd, Tree } from "./api/types.js";',
      'export const tree: Tree = ["a", ["b", [{ tree: ["c"] }]]];',
      "export const forest: Forest = [tree];",
      'export const odd: Odd = [null, ["a"]];',
      "// @ts-expect-error -- a number is no tree",
      "export const none: Tree = [1];",
      "",
    ].join("\n"),
  };
  const files = [
    ...emitted.map((file) => ({
      path: `${file.area}/${file.path}`,
      text: file.text,
    })),
    use,
  ];
  expect(typeErrors(writeProject("recursive-types", files), files)).toEqual([]);
}, 180_000);
