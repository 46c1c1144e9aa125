import * as fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../src/document/document.js";

/** Members of random objects. Schemas declare the first ones; `z` nobody ever declares. */
const declarable = ["a", "b", "c", "d", "e"];
const members = [...declarable, "z"];
export const componentNames = ["First", "Second", "Third"];

const name = fc.constantFrom(...declarable);
const names = fc.uniqueArray(name, { maxLength: 2 });
const leaf: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>({ type: "integer" }, { type: "string" });

interface Depth {
  /** How deep values may still nest. */
  readonly inner: number;
  /** How deep branches may still nest. */
  readonly branches: number;
  /** Components that may be referred to for the same value: later ones only, for circles would never end. */
  readonly references: readonly string[];
}

/** A schema of an object: properties, and any composition of further parts. */
function objectOf(depth: Depth): fc.Arbitrary<JsonObject> {
  return fc
    .record({ own: ownOf(depth), composed: depth.branches === 0 ? fc.constant({}) : composedOf(depth) })
    .map(({ own, composed }) => ({ ...own, ...composed }));
}

function ownOf(depth: Depth): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      properties: fc.dictionary(name, innerOf(depth), { maxKeys: 3 }),
      required: names,
      others: fc.constantFrom<JsonValue | undefined>(...Array.from({ length: 8 }, () => undefined), false, {
        type: "integer",
      }),
    })
    .map(({ properties, required, others }) => ({
      ...(Object.keys(properties).length === 0 && others === undefined ? {} : { type: "object" }),
      ...(Object.keys(properties).length === 0 ? {} : { properties: { ...properties } }),
      ...(required.length === 0 ? {} : { required }),
      ...(others === undefined ? {} : { additionalProperties: others }),
    }));
}

/** Schemas of values inside. */
function innerOf(depth: Depth): fc.Arbitrary<JsonObject> {
  if (depth.inner === 0) return leaf;
  const below = { ...depth, inner: depth.inner - 1, branches: 1, references: componentNames };
  const object = fc.oneof(
    objectOf(below),
    fc.constantFrom(...componentNames).map((each): JsonObject => ({ $ref: `#/components/schemas/${each}` })),
  );
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: object },
    { weight: 1, arbitrary: object.map((items): JsonObject => ({ type: "array", items })) },
  );
}

function composedOf(depth: Depth): fc.Arbitrary<JsonObject> {
  const below = { ...depth, branches: depth.branches - 1 };
  const references = depth.references.map((each) => ({ $ref: `#/components/schemas/${each}` }));
  const branch = fc.oneof(
    { weight: 3, arbitrary: objectOf(below) },
    ...(references.length === 0
      ? []
      : [{ weight: 2, arbitrary: fc.constantFrom<JsonObject>(...references) }]),
  );
  const branches = fc.array(branch, { minLength: 1, maxLength: 3 });
  const question = fc.record({ required: fc.uniqueArray(name, { minLength: 1, maxLength: 1 }) });
  const keywords = fc.oneof(
    { weight: 3, arbitrary: branches.map((allOf): JsonObject => ({ allOf })) },
    { weight: 2, arbitrary: branches.map((anyOf): JsonObject => ({ anyOf })) },
    { weight: 2, arbitrary: branches.map((oneOf): JsonObject => ({ oneOf })) },
    {
      weight: 1,
      arbitrary: fc.tuple(question, branch).map(([when, then]): JsonObject => ({ if: when, then })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(question, branch, branch)
        .map(([when, then, not]): JsonObject => ({ if: when, then, else: not })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(name, branch)
        .map(([each, part]): JsonObject => ({ dependentSchemas: { [each]: part } })),
    },
    {
      weight: references.length === 0 ? 0 : 2,
      arbitrary: references.length === 0 ? fc.constant({}) : fc.constantFrom<JsonObject>(...references),
    },
  );
  return fc.array(keywords, { maxLength: 2 }).map((parts) => Object.assign({}, ...parts) as JsonObject);
}

export const objectSchema = objectOf({ inner: 2, branches: 2, references: componentNames });

export const components: fc.Arbitrary<JsonObject> = fc
  .tuple(
    ...componentNames.map((_, index) =>
      objectOf({ inner: 1, branches: 1, references: componentNames.slice(index + 1) }),
    ),
  )
  .map((schemas) => Object.fromEntries(componentNames.map((each, index) => [each, schemas[index] ?? {}])));

export const { value } = fc.letrec<{ value: unknown; inner: unknown }>((tie) => ({
  value: fc.dictionary(fc.constantFrom(...members), tie("inner"), { maxKeys: 4, noNullPrototype: true }),
  inner: fc.oneof(
    { depthSize: "small", withCrossShrink: true, maxDepth: 3 },
    fc.constantFrom(1, "x"),
    tie("value"),
    fc.array(tie("value"), { maxLength: 2 }),
  ),
}));
