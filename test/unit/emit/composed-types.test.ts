import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { emit } from "../../../src/emit/plan.js";
import { modelOf } from "../model/support/model-of.js";
import { typeErrors, writeProject } from "../../support/compile.js";

const id = { type: "string", format: "uuid" } as const;
const base: JsonObject = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };
const requiring: JsonObject = { allOf: [{ $ref: "#/components/schemas/Base" }], required: ["a"] };

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
            content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
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
        properties: { id, part: requiring },
        "x-security": { resource: { access: [{ anyone: true, actions: ["read"] }] } },
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
      'import type { Composed, Thing, ThingRow } from "./api/index.js";',
      "export const first = (of: Composed): string => of.a;",
      "export const row = (of: ThingRow): string => of.part.a;",
      "export const answer = (of: Thing): string => of.part.a;",
      "// @ts-expect-error -- nothing requires it",
      "export const other = (of: Composed): string => of.b;",
      "",
    ].join("\n"),
  };
  const files = [...emitted.map(({ area, path, text }) => ({ path: `${area}/${path}`, text })), use];
  expect(typeErrors(writeProject("composed-types", files), files)).toEqual([]);
}, 180_000);
