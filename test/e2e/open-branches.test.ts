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
const fixed = { type: "string", readOnly: true, maxLength: 20 };
const object = (properties: JsonObject, rest: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  ...rest,
});
const open = { additionalProperties: true };

/** Unions of which one branch takes further members; another one, or what stands around, keeps `rank` from being sent. */
const cases: Readonly<Record<string, JsonObject>> = {
  inline: { anyOf: [object({ name: text }, open), object({ rank: fixed, title: text })] },
  oneOf: {
    oneOf: [object({ name: text }, open), object({ rank: fixed, title: text }, { required: ["title"] })],
  },
  referred: { anyOf: [ref("Open"), ref("Ranked")] },
  typed: { anyOf: [object({ name: text }, { additionalProperties: text }), ref("Ranked")] },
  patterned: { anyOf: [object({ name: text }, { patternProperties: { "^[a-z]+$": text } }), ref("Ranked")] },
  free: { anyOf: [{ type: "object" }, ref("Ranked")] },
  around: object({ rank: fixed, title: text }, { anyOf: [{ type: "object" }, object({ name: text })] }),
  beside: { allOf: [ref("Open"), { anyOf: [ref("Ranked"), object({ name: text })] }] },
  besideReferred: { allOf: [ref("Open"), ref("Either")] },
  deep: { anyOf: [ref("Open"), { allOf: [ref("Ranked"), object({ name: text })] }] },
  nested: { anyOf: [ref("Open"), { oneOf: [ref("Ranked"), object({ other: text })] }] },
  otherwise: {
    ...object({ name: text }),
    if: { required: ["title"] },
    then: object({ rank: fixed, title: text }),
    else: open,
  },
  only: { ...object({ name: text }, open), if: { required: ["title"] }, then: object({ rank: fixed }) },
  dependent: {
    ...object({ name: text }, open),
    dependentSchemas: { title: object({ rank: fixed, title: text }) },
  },
  elsewhere: {
    anyOf: [ref("Open"), ref("Ranked"), object({ rank: text, level: text }, { required: ["level"] })],
  },
  declared: object({ rank: text }, { anyOf: [ref("Open"), ref("Ranked")] }),
};

const document: JsonObject = {
  ...openDocument(
    Object.fromEntries(
      Object.entries(cases).map(([name, schema]) => {
        const content = { content: { "application/json": { schema } } };
        return [`/${name}`, { post: openOperation(name, { requestBody: { required: true, ...content } }) }];
      }),
    ),
  ),
  components: {
    schemas: {
      Open: object({ name: text }, open),
      Ranked: object({ rank: fixed, title: text }),
      Either: { anyOf: [ref("Ranked"), object({ name: text })] },
    },
  },
};

let server: GeneratedServer;

beforeAll(async () => {
  const handlers = Object.fromEntries(
    Object.keys(cases).map((name) => [name, () => Promise.resolve({ status: 200, body: {} })]),
  );
  server = await startGenerated({ name: "open-branches", document, handlers });
}, 60_000);

afterAll(() => server.close());

async function statusOf(name: string, body: unknown): Promise<number> {
  const response = await fetch(`${server.base}/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.status;
}

describe("[C38] [C72] a branch that takes further members takes none that another branch keeps from being sent", () => {
  it.each(Object.keys(cases).filter((name) => name !== "declared"))("%s", async (name) => {
    expect(await statusOf(name, { rank: "admiral" })).toBe(400);
    expect(await statusOf(name, { name: "Ann", rank: "admiral" })).toBe(400);
    expect(await statusOf(name, { name: "Ann", rank: null })).toBe(400);
    expect(await statusOf(name, { name: "Ann" })).toBe(200);
  });

  it.each(["inline", "referred", "typed", "free", "elsewhere", "besideReferred", "deep", "nested"])(
    "%s takes what nothing keeps out",
    async (name) => {
      expect(await statusOf(name, { name: "Ann", more: "x" })).toBe(200);
    },
  );

  it("what a branch declares for itself may be sent where that branch holds", async () => {
    expect(await statusOf("elsewhere", { rank: "admiral", level: "1" })).toBe(200);
    expect(await statusOf("elsewhere", { rank: "admiral", level: 1 })).toBe(400);
  });

  it("what stands around the union and may be sent still may", async () => {
    expect(await statusOf("declared", { rank: "admiral", name: "Ann" })).toBe(200);
  });
});
