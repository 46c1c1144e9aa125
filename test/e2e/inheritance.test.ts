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
const whole = { type: "integer" };
const object = (properties: JsonObject, rest: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  ...rest,
});
const child = (parent: string, properties: JsonObject, rest: JsonObject = {}): JsonObject => ({
  allOf: [ref(parent), object(properties, rest)],
});

/** Parents whose discriminator names what inherits from them by `allOf`, in the ways in which documents write that. */
const schemas: JsonObject = {
  Pet: object(
    { kind: text, name: text, friends: { type: "array", items: ref("Pet") } },
    { required: ["kind"], discriminator: { propertyName: "kind" } },
  ),
  Cat: child("Pet", { lives: whole, rank: { ...text, readOnly: true } }),
  Dog: child("Pet", { bark: text }, { required: ["bark"] }),
  Puppy: child("Dog", { age: whole }),

  Shape: object(
    { type: { type: "string", enum: ["round", "square", "blob"] }, area: whole },
    {
      required: ["type"],
      discriminator: {
        propertyName: "type",
        mapping: { round: ref("Circle")["$ref"] ?? "", square: "Square" },
      },
    },
  ),
  Circle: child("Shape", { radius: whole }),
  Square: child("Shape", { side: whole }),

  Vehicle: object({ wheels: text }, { discriminator: { propertyName: "wheels", defaultMapping: "Vehicle" } }),
  Car: child("Vehicle", { doors: whole }),

  Being: object(
    { realm: text },
    {
      required: ["realm"],
      discriminator: { propertyName: "realm", mapping: { plant: "Plant", animal: "Animal" } },
    },
  ),
  Plant: child("Being", { leaves: whole }),
  Animal: child("Being", { species: text }, {}),
  Lion: child("Animal", { mane: text }),

  Event: object({ at: text, what: text }, { required: ["what"], discriminator: { propertyName: "what" } }),
  Started: child("Event", { what: { const: "started" }, by: text }),
  Stopped: child("Event", { what: { const: "stopped" }, why: text }),

  Stone: object({ realm: { const: "stone" }, weight: whole }),
};
(schemas["Animal"] as Record<string, JsonObject>)["discriminator"] = { propertyName: "species" };

const parents = { pet: "Pet", shape: "Shape", vehicle: "Vehicle", being: "Being", event: "Event" };
const uses: Readonly<Record<string, JsonObject>> = {
  ...Object.fromEntries(Object.entries(parents).map(([name, schema]) => [name, ref(schema)])),
  pets: { type: "array", items: ref("Pet") },
  wrapped: object({ pet: { allOf: [ref("Pet")], description: "Whichever." } }),
  alias: ref("Companion"),
  cat: ref("Cat"),
  thing: {
    oneOf: [ref("Being"), ref("Stone")],
    discriminator: { propertyName: "realm", mapping: { stone: "Stone" } },
  },
};

const document: JsonObject = {
  ...openDocument(
    Object.fromEntries(
      Object.entries(uses).map(([name, schema]) => {
        const content = { content: { "application/json": { schema } } };
        const operation = openOperation(name, {
          requestBody: { required: true, ...content },
          responses: { "200": { description: "", ...content } },
        });
        return [`/${name}`, { post: operation }];
      }),
    ),
    "3.2.0",
  ),
  components: { schemas: { ...schemas, Companion: ref("Pet") } },
};

let server: GeneratedServer;
/** What the handler answers, where it is not what came in. */
let answer: unknown;

beforeAll(async () => {
  const handlers = Object.fromEntries(
    Object.keys(uses).map((name) => [
      name,
      ({ body }: { body: unknown }) => Promise.resolve({ status: 200, body: answer ?? body }),
    ]),
  );
  server = await startGenerated({ name: "inheritance", document, handlers });
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

const cat = { kind: "Cat", name: "Tom", lives: 7 };
const dog = { kind: "Dog", bark: "wuff" };
const puppy = { ...dog, kind: "Puppy", age: 1 };

describe("[C38] [C72] who asks for a parent takes what inherits from it, as its discriminator says", () => {
  it.each<[string, unknown]>([
    ["pet", cat],
    ["pet", dog],
    ["pet", puppy],
    ["pet", { kind: "Pet", name: "It" }],
    ["pet", { ...cat, friends: [dog, puppy, { kind: "Pet" }] }],
    ["pets", [cat, dog]],
    ["wrapped", { pet: cat }],
    ["alias", puppy],
    ["cat", cat],
    ["shape", { type: "round", radius: 1 }],
    ["shape", { type: "square", side: 1, area: 1 }],
    ["shape", { type: "blob", area: 1 }],
    ["vehicle", { wheels: "Car", doors: 2 }],
    ["vehicle", { wheels: "two" }],
    ["vehicle", {}],
    ["being", { realm: "plant", leaves: 2 }],
    ["being", { realm: "animal", species: "Lion", mane: "long" }],
    ["being", { realm: "animal", species: "Animal" }],
    ["being", { realm: "Being" }],
    ["event", { what: "started", by: "me" }],
    ["event", { what: "stopped", why: "me" }],
    ["thing", { realm: "plant", leaves: 2 }],
    ["thing", { realm: "animal", species: "Lion", mane: "long" }],
    ["thing", { realm: "stone", weight: 2 }],
  ])("%s takes %j, and answers it", async (name, value) => {
    expect(await post(name, value)).toEqual([200, value]);
  });

  it.each<[string, unknown]>([
    // A field of one child with the tag of another, or of the parent.
    ["pet", { ...cat, kind: "Dog" }],
    ["pet", { ...cat, bark: "wuff" }],
    ["pet", { ...dog, kind: "Cat" }],
    ["pet", { ...dog, kind: "Pet" }],
    ["pet", { ...puppy, kind: "Dog" }],
    ["pet", { kind: "Puppy", age: 1 }],
    // Tags that choose nothing, and none at all.
    ["pet", { kind: "Horse", name: "Max" }],
    ["pet", { kind: "cat", name: "Tom" }],
    ["pet", { kind: "constructor" }],
    ["pet", { kind: ["Cat"] }],
    ["pet", { name: "Tom" }],
    ["pet", { bark: "wuff" }],
    // Undeclared fields, and fields that a child keeps from being sent.
    ["pet", { ...cat, more: 1 }],
    ["pet", { ...cat, rank: "first" }],
    ["pet", { ...dog, rank: "first" }],
    ["pet", { kind: "Pet", rank: "first" }],
    ["pet", { ...cat, friends: [{ ...dog, lives: 1 }] }],
    ["pets", [cat, { ...dog, lives: 1 }]],
    ["wrapped", { pet: { ...cat, bark: "wuff" } }],
    ["cat", dog],
    ["shape", { type: "round", side: 1 }],
    ["shape", { type: "blob", radius: 1 }],
    ["shape", { type: "Circle", radius: 1 }],
    ["vehicle", { wheels: "two", doors: 2 }],
    ["vehicle", { doors: 2 }],
    ["being", { realm: "plant", mane: "long" }],
    ["being", { realm: "animal", species: "Animal", mane: "long" }],
    ["being", { realm: "plant", species: "Lion", mane: "long" }],
    ["being", { realm: "Lion", species: "Lion", mane: "long" }],
    ["event", { what: "started", why: "me" }],
    ["event", { what: "Started", by: "me" }],
    ["thing", { realm: "stone", leaves: 2 }],
    ["thing", { realm: "plant", weight: 2 }],
  ])("%s refuses %j", async (name, value) => {
    expect(await post(name, value)).toEqual([400, null]);
  });
});

describe("[C45] who answers with a parent answers what inherits from it, as its discriminator says", () => {
  it.each<[string, unknown, unknown, unknown]>([
    ["pet", cat, { ...cat, bark: "b", rank: "first", secret: 1 }, { ...cat, rank: "first" }],
    ["pet", cat, { ...dog, lives: 7, rank: "first" }, dog],
    ["pet", cat, { ...puppy, lives: 7 }, puppy],
    ["pet", cat, { kind: "Pet", name: "It", lives: 1, bark: "b" }, { kind: "Pet", name: "It" }],
    ["pet", cat, { ...cat, friends: [{ ...dog, lives: 7 }] }, { ...cat, friends: [dog] }],
    ["shape", { type: "blob" }, { type: "round", radius: 1, side: 1 }, { type: "round", radius: 1 }],
    ["being", { realm: "Being" }, { realm: "plant", leaves: 1, mane: "m" }, { realm: "plant", leaves: 1 }],
  ])("%s: after %j, %j leaves as %j", async (name, sent, value, left) => {
    answer = value;
    const got = await post(name, sent);
    answer = undefined;
    expect(got).toEqual([200, left]);
  });
});
