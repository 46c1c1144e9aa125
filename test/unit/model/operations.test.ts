import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import type { Model } from "../../../src/model/model.js";
import { modelOf, operation, resource } from "./support/model-of.js";

const id = { type: "string", format: "uuid", readOnly: true } as const;
const schemas: JsonObject = {
  Order: {
    type: "object",
    properties: { id, customerId: { type: "string" }, note: { type: "string" } },
    "x-security": { resource: { tenant: "orgId", access: [{ owner: "customerId" }] } },
  },
  LineItem: {
    type: "object",
    properties: { id, productId: { type: "string" } },
    "x-security": { resource: { access: [{ parent: "Order", via: "orderId" }] } },
  },
  Product: { type: "object", properties: { id }, "x-security": { resource: { access: [{ anyone: true }] } } },
};

const json = (schema: JsonObject): JsonObject => ({ content: { "application/json": { schema } } });
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const answer = (schema: JsonObject): JsonObject => ({
  responses: { "200": { description: "It.", ...json(schema) } },
});
const nothing: JsonObject = { responses: { "204": { description: "Done." } } };
const pathParameter = (name: string): JsonObject => ({
  name,
  in: "path",
  required: true,
  schema: { type: "string" },
});

/** The only operation of a document with the resources above. */
function only(
  method: string,
  path: string,
  written: JsonObject,
  further: JsonObject = {},
): ReturnType<typeof operation> {
  const names = [...path.matchAll(/\{([^}]+)\}/gu)].map((match) => pathParameter(match[1] ?? ""));
  const model = modelOf({
    paths: { [path]: { [method]: { operationId: "it", parameters: names, ...written } } },
    components: { schemas },
    ...further,
  });
  return operation(model, "it");
}

describe("what an operation does, to what", () => {
  test.each([
    ["get", "/orders", answer({ type: "array", items: ref("Order") }), "list", "Order"],
    [
      "get",
      "/orders",
      answer({ type: "object", properties: { orders: { type: "array", items: ref("Order") } } }),
      "list",
      "Order",
    ],
    ["get", "/orders/{orderId}", answer(ref("Order")), "read", "Order"],
    [
      "get",
      "/orders/{orderId}",
      answer({ type: "object", properties: { order: ref("Order") } }),
      "read",
      "Order",
    ],
    ["get", "/me/order", answer(ref("Order")), "read", "Order"],
    ["post", "/orders", answer(ref("Order")), "create", "Order"],
    ["post", "/orders/search", answer({ type: "array", items: ref("Order") }), "search", "Order"],
    ["post", "/orders/{orderId}/refund", answer(ref("Order")), "refund", "Order"],
    ["post", "/orders/{orderId}/refund-all", nothing, "refundAll", "Order"],
    ["post", "/orders/{orderId}/line-items", nothing, "create", "LineItem"],
    ["put", "/orders/{orderId}", nothing, "update", "Order"],
    ["patch", "/orders/{orderId}", nothing, "update", "Order"],
    ["delete", "/orders/{orderId}", nothing, "delete", "Order"],
    ["delete", "/orders/{orderId}/line-items/{id}", nothing, "delete", "LineItem"],
  ] as const)("%s %s", (method, path, written, action, name) => {
    expect(only(method, path, written)).toMatchObject({ action, resource: name });
  });

  test("what is annotated wins, on the operation over the path item", () => {
    const model = modelOf({
      paths: {
        "/orders": {
          "x-security": { action: "export", cost: 5 },
          post: {
            operationId: "it",
            "x-security": { action: "approve", resource: "Product" },
            ...answer(ref("Order")),
          },
        },
      },
      components: { schemas },
    });
    expect(operation(model, "it")).toMatchObject({ action: "approve", resource: "Product", cost: 5 });
  });

  test("every operation slot of OpenAPI 3.2 is an operation", () => {
    const model = modelOf({
      paths: { "/orders": { query: nothing, additionalOperations: { LINK: nothing } } },
      components: { schemas },
    });
    expect(model.operations.map(({ id: name, method }) => [name, method])).toEqual([
      ["queryOrders", "QUERY"],
      ["linkOrders", "LINK"],
    ]);
  });
});

describe("[C21] ids", () => {
  test("the last path id is the target, earlier ones are parents", () => {
    expect(
      only("patch", "/orders/{orderId}/line-items/{itemId}", {
        ...nothing,
        "x-security": { resource: "LineItem" },
      }).bindings,
    ).toEqual([
      { at: { kind: "path", name: "orderId" }, resource: "Order", action: "read", role: "parent" },
      { at: { kind: "path", name: "itemId" }, resource: "LineItem", action: "update", role: "target" },
    ]);
    expect(only("patch", "/orders/{orderId}/line-items/{id}", nothing).bindings).toEqual([
      { at: { kind: "path", name: "orderId" }, resource: "Order", action: "read", role: "parent" },
      { at: { kind: "path", name: "id" }, resource: "LineItem", action: "update", role: "target" },
    ]);
  });

  test("an id whose resource nobody knows is unbound, also when it is a UUID", () => {
    const { bindings, unbound } = only("get", "/things/{thing}", {
      ...nothing,
      parameters: [{ ...pathParameter("thing"), schema: { type: "string", format: "uuid" } }],
    });
    expect(bindings).toEqual([]);
    expect(unbound).toMatchObject([{ at: { kind: "path", name: "thing" }, resource: null }]);
  });

  test("a path parameter with listed values or a date selects no object", () => {
    const parameters = [
      { ...pathParameter("kind"), schema: { enum: ["a", "b"] } },
      { ...pathParameter("day"), schema: { type: "string", format: "date" } },
    ];
    expect(only("get", "/reports/{kind}/{day}", { ...nothing, parameters })).toMatchObject({
      bindings: [],
      unbound: [],
    });
  });

  test("ids in query, header and body are references", () => {
    const written = {
      ...nothing,
      parameters: [
        { name: "order_id", in: "query", schema: { type: "string" } },
        { name: "X-Product-Id", in: "header", schema: { type: "string" } },
        { name: "X-Request-Id", in: "header", schema: { type: "string" } },
        { name: "shopId", in: "query", schema: { type: "string" } },
      ],
      requestBody: json({
        type: "object",
        properties: {
          deep: { type: "object", properties: { orderId: { type: "string" } } },
          lines: { type: "array", items: ref("LineItem") },
          from: { type: "string", "x-security": { resource: "Product", action: "update" } },
        },
      }),
    };
    const { bindings, unbound } = only("post", "/exports", written);
    expect(bindings).toEqual([
      { at: { kind: "query", name: "order_id" }, resource: "Order", action: "read", role: "reference" },
      {
        at: { kind: "header", name: "x-product-id" },
        resource: "Product",
        action: "read",
        role: "reference",
      },
      {
        at: { kind: "body", pointer: "/deep/orderId" },
        resource: "Order",
        action: "read",
        role: "reference",
      },
      {
        at: { kind: "body", pointer: "/lines/*/productId" },
        resource: "Product",
        action: "read",
        role: "reference",
      },
      { at: { kind: "body", pointer: "/from" }, resource: "Product", action: "update", role: "reference" },
    ]);
    expect(unbound.map(({ at }) => at)).toEqual([{ kind: "query", name: "shopId" }]);
  });

  test("[C21] ids in a query string that is one value are bound as well", () => {
    const schema = {
      type: "object",
      properties: {
        orderId: { type: "string" },
        filter: { type: "object", properties: { productIds: { type: "array", items: { type: "string" } } } },
        lines: { type: "array", items: ref("LineItem") },
      },
    };
    const whole = { name: "q", in: "querystring", content: { "application/json": { schema } } };
    const { bindings, unbound } = only("get", "/exports", { ...nothing, parameters: [whole] });
    expect(bindings.map(({ at, resource }) => [at, resource])).toEqual([
      [{ kind: "querystring", pointer: "/orderId" }, "Order"],
      [{ kind: "querystring", pointer: "/lines/*/productId" }, "Product"],
    ]);
    expect(unbound.map(({ at }) => at)).toEqual([{ kind: "querystring", pointer: "/filter/productIds/*" }]);
  });
});

describe("[C12] who may call", () => {
  const security = [{ bearer: ["admin"] }];
  test.each([
    [{}, {}, { kind: "unspecified" }],
    [{ security: [] }, {}, { kind: "unspecified" }],
    [{ security: [{}] }, {}, { kind: "unspecified" }],
    [
      { security: [], "x-security": { public: "a probe" } },
      {},
      { kind: "public", reason: "a probe", alternatives: [] },
    ],
    [
      { "x-security": { public: "a probe" } },
      { security },
      { kind: "required", alternatives: [[{ scheme: "bearer", grants: ["admin"] }]] },
    ],
    [
      { security: [{}, { bearer: [] }], "x-security": { public: "a probe" } },
      { security },
      { kind: "public", alternatives: [[{ scheme: "bearer", grants: [] }]] },
    ],
    [
      { security: [{ a: [], b: [] }, { bearer: [] }] },
      {},
      { kind: "required", alternatives: [[{ scheme: "a" }, { scheme: "b" }], [{ scheme: "bearer" }]] },
    ],
  ])("%j in a document with %j", (written, root, expected) => {
    expect(only("get", "/ping", { ...nothing, ...written }, root).authentication).toMatchObject(expected);
  });
});

describe("limits", () => {
  const named = (written: JsonObject, root: JsonObject = {}): readonly string[] =>
    only("get", "/ping", { ...nothing, ...written }, root).rateLimits.map(({ name }) => name);

  test("[C50] every operation is limited, also where the document says nothing", () => {
    expect(named({})).toEqual(["edge", "default"]);
    expect(named({}, { "x-security": { rateLimit: ["edge"] } })).toEqual(["edge"]);
    expect(named({ "x-security": { rateLimit: ["slow"] } })).toEqual(["slow"]);
  });

  test("a policy of the document replaces the default of its name and leaves the others", () => {
    const { rateLimits } = modelOf({
      "x-security": { rateLimits: { edge: { by: "address", limit: 7, window: "1s" } } },
    });
    expect(rateLimits).toMatchObject([
      { name: "edge", limit: 7, window: 1000, at: "application" },
      {
        name: "default",
        by: { kind: "credential" },
        limit: 600,
        window: 60_000,
        algorithm: "sliding-window",
      },
    ]);
  });
});

describe("resources", () => {
  const model: Model = modelOf({ components: { schemas } });

  test("have columns for what the schema shows and for what the fence needs", () => {
    const { columns, table, repository } = resource(model, "Order");
    expect({ table, repository }).toEqual({ table: "orders", repository: "orders" });
    expect(columns).toMatchObject([
      { property: "orgId", column: "org_id", type: "text", origin: "server", stamped: true, read: false },
      { property: "id", type: "uuid", origin: "schema", stamped: false, create: false },
      {
        property: "customerId",
        column: "customer_id",
        type: "text",
        stamped: true,
        create: false,
        update: false,
        read: true,
      },
      { property: "note", nullable: true, queryable: true },
    ]);
  });

  test("take the type of a `via` column from the parent's id", () => {
    const { columns, parent } = resource(model, "LineItem");
    expect(parent).toEqual({ resource: "Order", via: "orderId" });
    expect(columns[0]).toMatchObject({
      property: "orderId",
      column: "order_id",
      type: "uuid",
      stamped: true,
    });
  });
});

describe("a closed operation", () => {
  const closed = { "x-security": { closed: "nobody has looked at it yet" } };
  const schemes: JsonObject = {
    components: {
      schemas,
      securitySchemes: {
        key: { type: "apiKey", in: "header", name: "x-key", "x-security": { keys: { secret: "KEYS" } } },
        basic: { type: "http", scheme: "basic" },
      },
    },
  };

  test("says why, as the operation or its path item does", () => {
    expect(only("get", "/orders", { ...nothing, ...closed }).closed).toBe("nobody has looked at it yet");
    expect(only("get", "/orders", nothing).closed).toBeNull();
  });

  test("asks for no credential that nobody could verify; an open one does, for the checks to judge", () => {
    const security = [{ key: [] }, { basic: [] }, { key: [], basic: [] }];
    const key = [{ scheme: "key", grants: [] }];
    expect(only("get", "/orders", { ...nothing, ...closed, security }, schemes).authentication).toEqual({
      kind: "required",
      alternatives: [key],
    });
    expect(only("get", "/orders", { ...nothing, security }, schemes).authentication).toMatchObject({
      alternatives: { length: 3 },
    });
  });
});
