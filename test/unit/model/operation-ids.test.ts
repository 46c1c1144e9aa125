import { expect, test } from "vitest";
import { operationIds } from "../../../src/model/operation-ids.js";
import type { OperationSlot } from "../../../src/model/operation-slots.js";

function slot(text: string): OperationSlot {
  const [method = "", path = "", id] = text.split(" ");
  const value = id === undefined ? {} : { operationId: id };
  return { method, path, value, pointer: text, pathItem: { value: {}, pointer: "" } };
}

/** Method, path and id of each operation → its identifier. */
function idsOf(...texts: readonly string[]): Record<string, string | undefined> {
  const slots = texts.map(slot);
  const ids = operationIds(slots);
  return Object.fromEntries(slots.map((each) => [each.pointer, ids.get(each)]));
}

test("an operation without an id is called by method and path", () => {
  expect(idsOf("GET /orders/{id}", "GET /")).toEqual({
    "GET /orders/{id}": "getOrdersById",
    "GET /": "getOperation",
  });
});

test("ids that come to the same are told apart by method and path", () => {
  expect(idsOf("GET /a list-all", "POST /b list_all", "GET /c listAll", "GET /d LISTALL")).toEqual({
    "GET /c listAll": "listAll",
    "GET /a list-all": "getA",
    "POST /b list_all": "postB",
    "GET /d LISTALL": "getD",
  });
});

test("a number is the last resort", () => {
  expect(idsOf("GET /a/{b}", "GET /a/by/b", "GET /a/by-b")).toEqual({
    "GET /a/{b}": "getAByB",
    "GET /a/by/b": "getAByB2",
    "GET /a/by-b": "getAByB3",
  });
});

test("another operation, wherever it stands, renames none that has a plain id or none at all", () => {
  const before = idsOf("GET /a getOrder", "POST /b", "GET /c get-things");
  const after = idsOf("GET /x get-order", "GET /a getOrder", "POST /b", "PUT /y", "GET /c get-things");
  expect(after).toMatchObject(before);
});
