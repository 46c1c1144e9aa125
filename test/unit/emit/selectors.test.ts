import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { select } from "../../../src/runtime/core/select.js";
import { shapeIn, writeRuntime } from "../../support/emitted.js";
import { modelOf } from "../model/support/model-of.js";

const text = { type: "string", maxLength: 20 };
const object = (properties: JsonObject): JsonObject => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const branches: JsonObject = { oneOf: [ref("Card"), ref("Bank")] };

/** Where a union may stand in an answer, and a value around what stands there. */
const places: Readonly<Record<string, readonly [JsonObject, (value: unknown) => unknown]>> = {
  "by itself": [branches, (value) => value],
  "in a member": [object({ inner: branches }), (inner) => ({ inner })],
  "in a list": [{ type: "array", maxItems: 5, items: branches }, (value) => [value]],
  "in a tuple": [{ type: "array", prefixItems: [branches], items: false }, (value) => [value]],
  "in a patterned member": [
    { type: "object", patternProperties: { "^x": branches }, additionalProperties: false },
    (x) => ({ x }),
  ],
};

test.for(Object.entries(places))(
  "[C45] required members and constants tell components apart in a union that stands %s",
  async ([name, [schema, around]]) => {
    const model = modelOf({
      paths: {
        "/payments": {
          get: {
            operationId: "readPayment",
            responses: { "200": { description: "It.", content: { "application/json": { schema } } } },
          },
        },
      },
      components: {
        schemas: {
          Card: object({ kind: { const: "card" }, number: text, shared: text }),
          Bank: object({ kind: { const: "bank" }, iban: text, shared: text }),
        },
      },
    });
    const shape = await shapeIn(model, writeRuntime("selectors"), name.replaceAll(" ", "-"));
    const card = { kind: "card", number: "1", iban: "not of a card", shared: "both" };
    const { iban, ...left } = card;
    expect(iban).toBeDefined();
    expect(JSON.stringify(select(shape, around(card), null))).toBe(JSON.stringify(around(left)));
  },
);
