import { describe, expect, it } from "vitest";
import {
  operationFile,
  outgoingFile,
  sharedPlace,
  variantPlace,
} from "../../../src/emit/validator-places.js";
import type { Outgoing } from "../../../src/model/model.js";
import { operation } from "../../support/orders-model.js";

const fileAt = (path: string): string => operationFile(operation("any", "GET", path));

describe("the module of an operation's validators", () => {
  it.each([
    ["/orders", "orders"],
    ["/orders/{orderId}", "orders"],
    ["/orders/{orderId}/items/{itemId}/notes", "orders-items"],
    ["/v1/orders/{orderId}/items", "orders-items"],
    ["/api/v2.1/orders", "orders"],
    ["/files/{name}.{ext}", "files"],
    ["/jobs?action=start", "jobs"],
    ["/Code-Security/configurations", "code-security-configurations"],
    ["/", "root"],
    ["/{owner}/{repo}", "root"],
    ["/v1", "root"],
    ["/👍", "u1f44d"],
  ])("of %s is %s", (path, file) => {
    expect(fileAt(path)).toBe(file);
  });

  it.each(["/index", "/CON", "/日本", "/a/../../etc/passwd", "/`*/${x}", "/\u202e", `/${"long".repeat(90)}`])(
    "of %s can be a file everywhere",
    (path) => {
      expect(fileAt(path)).toMatch(/^(?!(?:index|con)$)[a-z0-9][a-z0-9-]{0,120}$/);
    },
  );

  it("tells letters of other scripts apart", () => {
    expect(fileAt("/日本")).not.toBe(fileAt("/中国"));
  });
});

describe("the module of other validators", () => {
  it("is that of all whose names begin alike, in whatever case", () => {
    const files = ["Order", "OrderCreate", "order", "ORDERLine"].map((name) => variantPlace(name).file);
    expect(files).toEqual(files.map(() => "schemas/order"));
    expect(variantPlace("Index").file).toBe("schemas/index-schema");
    expect(outgoingFile({ id: "branchProtected" } as Outgoing)).toBe("outgoing/branch");
  });

  it("is one of sixteen for what several operations take", () => {
    const places = Array.from({ length: 200 }, (_, index) => sharedPlace(String(index)));
    expect(new Set(places.map(({ file }) => file)).size).toBe(16);
    expect(new Set(places.map(({ validate }) => validate)).size).toBe(200);
  });
});

describe("the name of a variant's validator", () => {
  it("reads like the variant", () => {
    expect(variantPlace("OrderCreate").validate).toBe("validateOrderCreate");
  });

  it("is an identifier of ASCII, another for each variant, and none of Ajv's", () => {
    const variants = [
      "Order",
      "order",
      "Örder",
      "rder",
      "a-b",
      "a_b",
      "ab",
      "0",
      "1",
      "日本",
      "中国",
      "__proto__",
      "",
    ];
    const names = [...variants, "x".repeat(101), "x".repeat(102)].map((name) => variantPlace(name).validate);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^validate(?!\d+$)\w{1,110}$/);
  });
});
