import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/document/document.js";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const text = { type: "string", maxLength: 20 };
const object = (
  properties: JsonObject,
  required: readonly string[] = Object.keys(properties),
): JsonObject => ({
  type: "object",
  required: [...required],
  properties,
});

/** One operation for each way to write a discriminator: takes a value of the schema and answers what `answers` holds. */
const cases: Readonly<Record<string, JsonObject>> = {
  implicit: { oneOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } },
  anyOf: { anyOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } },
  apart: { oneOf: [ref("Cat"), ref("Bird")], discriminator: { propertyName: "kind" } },
  apartAny: { anyOf: [ref("Cat"), ref("Bird")], discriminator: { propertyName: "kind" } },
  untagged: { anyOf: [{ ...ref("Cat"), properties: { kind: { const: "Cat" } } }, ref("Bird")] },
  byName: {
    oneOf: [ref("Cat"), ref("Dog")],
    discriminator: { propertyName: "kind", mapping: { c: "Cat", d: "Dog" } },
  },
  byUri: {
    oneOf: [ref("Cat"), ref("Dog")],
    discriminator: {
      propertyName: "kind",
      mapping: {
        c: "#/components/schemas/Cat",
        d: "#/components/schemas/Dog",
        hound: "#/components/schemas/Dog",
      },
    },
  },
  partly: {
    oneOf: [ref("Cat"), ref("Dog")],
    discriminator: { propertyName: "kind", mapping: { c: "Cat" } },
  },
  nested: {
    oneOf: [ref("Animal"), ref("Stone")],
    discriminator: { propertyName: "realm", mapping: { animal: "Animal", stone: "Stone" } },
  },
  fallback: {
    oneOf: [ref("Cat"), ref("Dog"), ref("Other")],
    discriminator: { propertyName: "kind", mapping: { c: "Cat", d: "Dog" }, defaultMapping: "Other" },
  },
};

const schemas: JsonObject = {
  Cat: object({ kind: text, lives: { type: "integer" } }),
  Dog: object({ kind: text, lives: { type: "integer" }, bark: text }, ["kind"]),
  Bird: object({ kind: text, wings: { type: "integer" } }),
  Other: object({ kind: text, name: text }, ["name"]),
  Animal: {
    oneOf: [ref("Lion"), ref("Fish")],
    discriminator: { propertyName: "species" },
  },
  Lion: object({ realm: { const: "animal" }, species: text, mane: text }),
  Fish: object({ realm: { const: "animal" }, species: text, fins: { type: "integer" } }),
  Stone: object({ realm: { const: "stone" }, weight: { type: "integer" } }),
};
const document: JsonObject = {
  ...openDocument(
    Object.fromEntries(
      Object.entries(cases).map(([name, schema]) => {
        const content = { content: { "application/json": { schema } } };
        return [
          `/${name}`,
          {
            post: openOperation(name, {
              requestBody: { required: true, ...content },
              responses: { "200": { description: "", ...content } },
            }),
          },
        ];
      }),
    ),
    "3.2.0",
  ),
  components: { schemas },
};

let server: GeneratedServer;
/** What the handler answers, where it is not what came in. */
let answer: unknown;

beforeAll(async () => {
  const handlers = Object.fromEntries(
    Object.keys(cases).map((name) => [
      name,
      ({ body }: { body: unknown }) => Promise.resolve({ status: 200, body: answer ?? body }),
    ]),
  );
  server = await startGenerated({ name: "discriminators", document, handlers });
}, 60_000);

afterAll(() => server.close());

async function post(name: string, body: unknown): Promise<readonly [number, unknown]> {
  const response = await fetch(`${server.base}/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return [response.status, response.status === 200 ? await response.json() : null];
}

/** Sends something acceptable, and lets the handler answer the value. */
async function leave(name: string, sent: unknown, value: unknown): Promise<readonly [number, unknown]> {
  answer = value;
  try {
    return await post(name, sent);
  } finally {
    answer = undefined;
  }
}

const cat = { kind: "Cat", lives: 7 };
const dog = { kind: "Dog", bark: "wuff" };
const lion = { realm: "animal", species: "Lion", mane: "long" };
const fish = { realm: "animal", species: "Fish", fins: 2 };

describe("[C38] a discriminator decides what a request may carry", () => {
  it.each<[string, unknown, number]>([
    ["implicit", cat, 200],
    ["implicit", dog, 200],
    ["implicit", { ...cat, kind: "Dog" }, 200],
    ["implicit", { ...dog, kind: "Cat" }, 400],
    ["implicit", { ...cat, kind: "cat" }, 400],
    ["implicit", { ...cat, kind: "Horse" }, 400],
    ["implicit", { lives: 7 }, 400],
    ["implicit", { ...cat, more: 1 }, 400],
    ["anyOf", cat, 200],
    ["anyOf", dog, 200],
    ["anyOf", { ...cat, bark: "wuff" }, 400],
    ["apart", { kind: "Bird", wings: 2 }, 200],
    // Fields of a branch that is refused for its tag alone, before and behind the one that is chosen.
    ["apart", { kind: "Bird", wings: 2, lives: 7 }, 400],
    ["apart", { ...cat, wings: 2 }, 400],
    ["apartAny", { kind: "Bird", wings: 2, lives: 7 }, 400],
    ["apartAny", { ...cat, wings: 2 }, 400],
    ["untagged", { kind: "Bird", wings: 2 }, 200],
    ["untagged", { kind: "Bird", wings: 2, lives: 7 }, 400],
    ["byName", { ...cat, kind: "c" }, 200],
    ["byName", { ...dog, kind: "d" }, 200],
    ["byName", { ...dog, kind: "c" }, 400],
    ["byUri", { ...cat, kind: "c" }, 200],
    ["byUri", { ...dog, kind: "hound" }, 200],
    ["byUri", { ...dog, kind: "d" }, 200],
    ["byUri", { ...dog, kind: "c" }, 400],
    ["partly", { ...cat, kind: "c" }, 200],
    ["partly", dog, 200],
    ["nested", lion, 200],
    ["nested", fish, 200],
    ["nested", { realm: "stone", weight: 3 }, 200],
    ["nested", { ...lion, fins: 1 }, 400],
    ["nested", { ...lion, species: "Fish" }, 400],
    ["nested", { realm: "stone", weight: 3, mane: "" }, 400],
    ["fallback", { ...cat, kind: "c" }, 200],
    ["fallback", { kind: "horse", name: "Max" }, 200],
    ["fallback", { name: "Max" }, 200],
    ["fallback", { ...cat, kind: "horse" }, 400],
  ])("%s: %j gives %i", async (name, value, status) => {
    const [got, echoed] = await post(name, value);
    expect(got).toBe(status);
    if (status === 200) expect(echoed).toEqual(value);
  });
});

describe("[C45] a discriminator decides what an answer may carry", () => {
  it.each<[string, unknown, unknown, unknown]>([
    ["implicit", cat, { ...cat, bark: "b", secret: 1 }, cat],
    ["implicit", cat, { ...dog, secret: 1 }, dog],
    ["byName", { ...cat, kind: "c" }, { ...cat, kind: "c", bark: "b" }, { ...cat, kind: "c" }],
    ["byUri", { ...cat, kind: "c" }, { ...dog, kind: "hound", secret: 1 }, { ...dog, kind: "hound" }],
    ["nested", lion, { ...lion, fins: 2, weight: 1, secret: 1 }, lion],
    ["nested", lion, { ...fish, mane: "long", secret: 1 }, fish],
    ["fallback", { name: "Max" }, { kind: "horse", name: "Max", bark: "b" }, { kind: "horse", name: "Max" }],
    ["fallback", { name: "Max" }, { ...cat, kind: "c", name: "Max" }, { ...cat, kind: "c" }],
  ])("%s: after %j, %j leaves as %j", async (name, sent, value, left) => {
    expect(await leave(name, sent, value)).toEqual([200, left]);
  });
});
