import * as fc from "fast-check";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/document/document.js";
import { isArray, isObject } from "../../src/document/json.js";
import { select } from "../../src/runtime/core/select.js";
import { modelOf } from "../unit/model/support/model-of.js";
import { shapeIn, validatorIn, writeRuntime } from "../support/emitted.js";
import { components, objectSchema, value } from "./composition/arbitrary.js";
import { Oracle } from "./composition/oracle.js";

/** A document whose one operation takes and answers the schema. */
function documentFor(schema: JsonObject, schemas: JsonObject): JsonObject {
  const content = { "application/json": { schema } };
  return {
    paths: {
      "/things": {
        post: {
          operationId: "createThing",
          requestBody: { content },
          responses: { "200": { description: "It is made.", content } },
        },
      },
    },
    components: { schemas },
  };
}

function authored(schema: JsonObject, schemas: JsonObject): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, ownProperties: true, logger: false });
  for (const [name, each] of Object.entries(schemas))
    ajv.addSchema(each as object, `#/components/schemas/${name}`);
  return ajv.compile(schema as object) as (value: unknown) => boolean;
}

/** Whether a value has no member, at any depth, that the other one lacks. */
function isWithin(value: JsonValue, other: JsonValue | undefined): boolean {
  if (isArray(value) && isArray(other))
    return value.length === other.length && value.every((item, index) => isWithin(item, other[index]));
  if (isObject(value) && isObject(other))
    return Object.entries(value).every(([name, member]) => isWithin(member, other[name]));
  return value === other;
}

const specimens = fc.record({
  schema: objectSchema,
  schemas: components,
  values: fc.array(value, { minLength: 12, maxLength: 12 }),
});

describe("compositions", () => {
  it(
    "[C38] refuse undeclared members at every depth, and nothing else that their author takes",
    { timeout: 120_000 },
    async () => {
      const folder = writeRuntime("composition");
      const seen = { closed: 0, open: 0, refused: 0 };
      let run = 0;
      await fc.assert(
        fc.asyncProperty(specimens, async ({ schema, schemas, values }) => {
          const model = modelOf(documentFor(schema, schemas));
          const validate = await validatorIn(model, folder, String(run++));
          const oracle = new Oracle(schemas);
          const author = authored(schema, schemas);
          for (const each of values) {
            const isTaken = oracle.closed(schema, each as JsonValue);
            expect([each, validate(each)]).toEqual([each, isTaken]);
            const isFine = oracle.author(schema, each as JsonValue);
            expect([each, author(each)]).toEqual([each, isFine]);
            if (isTaken) seen.closed += 1;
            else if (isFine) seen.refused += 1;
            else seen.open += 1;
          }
        }),
        { numRuns: 25 },
      );
      expect(Math.min(seen.closed, seen.refused, seen.open)).toBeGreaterThan(0);
    },
  );

  it("[C45] let declared members out, and no others, at every depth", { timeout: 120_000 }, async () => {
    const folder = writeRuntime("composition-answers");
    let run = 0;
    let dropped = 0;
    await fc.assert(
      fc.asyncProperty(specimens, async ({ schema, schemas, values }) => {
        const shape = await shapeIn(modelOf(documentFor(schema, schemas)), folder, String(run++));
        const oracle = new Oracle(schemas);
        for (const each of values) {
          if (!oracle.author(schema, each as JsonValue)) continue;
          const left = select(shape, each, null) as JsonValue;
          const must = oracle.declared(schema, each as JsonValue);
          const may = oracle.mentioned(schema, each as JsonValue);
          expect([each, left, isWithin(must, left)]).toEqual([each, left, true]);
          expect([each, left, isWithin(left, may)]).toEqual([each, left, true]);
          if (JSON.stringify(left) !== JSON.stringify(each)) dropped += 1;
        }
      }),
      { numRuns: 25 },
    );
    expect(dropped).toBeGreaterThan(0);
  });
});
