import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import {
  annotationAt,
  answers,
  crud,
  draftOf,
  json,
  object,
  ref,
  specimen,
  text,
  uuid,
} from "./support/specimen.js";

async function proposed(property: string, schema: JsonObject): Promise<JsonObject | null> {
  const person = object({ id: uuid, [property]: schema });
  const paths = { "/people": { put: { requestBody: json(ref("Person")), ...answers(ref("Person")) } } };
  const draft = await draftOf(specimen(paths, { Person: person }));
  return annotationAt(draft, `/components/schemas/Person/properties/${property}`);
}

describe("a property that is worth protecting", () => {
  test.each([
    ["password", "credential"],
    ["clientSecret", "credential"],
    ["email", "personal"],
    ["phone_number", "personal"],
    ["dateOfBirth", "personal"],
    ["iban", "payment"],
    ["cardNumber", "payment"],
  ])("%s is %s", async (property, sensitive) => {
    expect(await proposed(property, text)).toMatchObject({ sensitive });
  });

  test.each([
    ["password", { type: "boolean" }],
    ["emailCount", { type: "integer" }],
    ["phone", { type: "object", properties: {} }],
    ["gender", { type: "string", enum: ["m", "f"] }],
    ["passwordPolicy", text],
    ["panorama", text],
  ])("%s as %j is not", async (property, schema) => {
    expect(await proposed(property, schema as JsonObject)).toBeNull();
  });

  test.each(["role", "isAdmin", "balance", "status"])("%s may not be set by a request", async (property) => {
    expect(await proposed(property, text)).toEqual({ visibility: { read: true } });
  });

  test("what is readOnly already, and an owner that the fence sets, are left alone", async () => {
    expect(await proposed("role", { type: "string", readOnly: true })).toBeNull();
    const order = object({ id: uuid, ownerId: uuid });
    const draft = await draftOf(specimen(crud("/orders", "orderId", "Order"), { Order: order }));
    expect(annotationAt(draft, "/components/schemas/Order/properties/ownerId")).toBeNull();
  });
});
