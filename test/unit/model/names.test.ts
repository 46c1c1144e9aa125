import { describe, expect, test } from "vitest";
import {
  columnName,
  fileName,
  identifier,
  NameScope,
  operationName,
  repositoryName,
  tableName,
  typeFileName,
  typeName,
} from "../../../src/model/names.js";
import { plural, singular, snakeCase, words } from "../../../src/model/words.js";

describe("names", () => {
  test.each([
    ["getOrder", "getOrder"],
    ["get-order", "getOrder"],
    ["Orders.List", "ordersList"],
    ["delete", "deleteOperation"],
    ["2fa", "operation2fa"],
    ["日本", "日本"],
    ["заказ.получить", "заказПолучить"],
    ["größe Ändern", "großeAndern"],
    ["ﬁnd\u200bOrder\u202e", "findOrder"],
    ["\u3164", "operationU3164"],
    ["👍", "operationU1f44d"],
    ["", "operation"],
    ["x'); process.exit(1); //", "xProcessExit1"],
    ["__proto__", "proto"],
    ["constructor", "constructorOperation"],
  ])("the operation id %j becomes %s", (written, expected) => {
    expect(identifier(written, "operation")).toBe(expected);
  });

  test.each([
    ["GET", "/orders/{orderId}/items", "getOrdersByOrderIdItems"],
    ["POST", "/", "post"],
    ["GET", "/files/{name}.{format}", "getFilesByNameByFormat"],
  ])("%s %s is called %s", (method, path, expected) => {
    expect(operationName(method, path)).toBe(expected);
  });

  test.each([
    ["getOrder", "get-order"],
    ["con", "con-operation"],
    ["index", "index-operation"],
  ])("the module of %s is %s", (id, expected) => {
    expect(fileName(id)).toBe(expected);
  });

  test.each([
    ["Order", "Order"],
    ["order-item", "OrderItem"],
    ["models.Order", "ModelsOrder"],
    ["3DModel", "Schema3DModel"],
    ["$", "U24"],
    ["注文", "注文"],
    ["Result«List»", "ResultList"],
  ])("the type of %s is %s", (name, expected) => {
    expect(typeName(name)).toBe(expected);
  });

  test("no name is too long for a file's", () => {
    const long = "anIdOfManyWords".repeat(30);
    for (const name of [identifier(long, "operation"), fileName(long), typeName(long)])
      expect(name.length).toBeLessThanOrEqual(100);
  });

  test("the name of a file is ASCII, and no two ids that differ in other letters share one", () => {
    const files = ["注文取得", "注文削除", "get注文", "con注"].map(fileName);
    expect(new Set(files).size).toBe(4);
    for (const file of files) expect(file).toMatch(/^[a-z]+-[0-9a-f]{8}$/);
    expect(["Con", "NUL", "Order", "注文"].map(typeFileName)).toEqual([
      "Con-schema",
      "NUL-schema",
      "Order",
      expect.stringMatching(/^schema-[0-9a-f]{8}$/),
    ]);
  });

  test("long names that begin alike stay apart", () => {
    const [one, two] = ["One", "Two"].map((end) => identifier("many words".repeat(20) + end, "operation"));
    expect(one).not.toBe(two);
    expect(typeName("😀".repeat(10) + "𠀋".repeat(200))).toMatch(/^[\p{ID_Start}][\p{ID_Continue}]+$/u);
  });

  test("a name is given once, whatever its letter case", () => {
    const scope = new NameScope();
    expect(["order", "Order", "order"].map((name) => scope.claim(name))).toEqual([
      "order",
      "Order2",
      "order3",
    ]);
  });

  test("tables and repositories are plurals", () => {
    expect([
      tableName("LineItem"),
      repositoryName("LineItem"),
      tableName("Category"),
      repositoryName("Address"),
    ]).toEqual(["line_items", "lineItems", "categories", "addresses"]);
  });
});

describe("words", () => {
  test.each([
    ["orderID_v2", ["order", "id", "v2"]],
    ["HTTPServer", ["http", "server"]],
    ["x-Device", ["x", "device"]],
  ])("of %s", (name, expected) => {
    expect(words(name)).toEqual(expected);
  });

  test.each([
    "order",
    "category",
    "box",
    "address",
    "status",
    "person",
    "series",
    "bus",
    "day",
    "branch",
    "movie",
  ])("%s survives plural and singular", (word) => {
    expect(singular(plural(word))).toBe(word);
    expect(singular(word)).toBe(word);
  });

  test("a snake_case name is a column as it is", () => {
    expect(["customerId", "customer_id", "URL", "注文番号", "👍"].map(snakeCase)).toEqual([
      "customer_id",
      "customer_id",
      "url",
      "注文番号",
      "u1f44d",
    ]);
  });
});

describe("columns", () => {
  test.each([
    ["customerId", "customer_id"],
    ["a".repeat(100), "a".repeat(63)],
    // 63 bytes, not letters, and none of them cut in two.
    ["ж".repeat(40), "ж".repeat(31)],
  ])("%s is %s", (property, column) => {
    expect(columnName(property)).toBe(column);
  });

  test.each(["", "\0", "👍", "名前", "{}"])("%j has a name that PostgreSQL knows", (property) => {
    expect(columnName(property)).toMatch(/^[^\0"]+$/u);
  });
});
