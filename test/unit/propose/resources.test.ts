import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import {
  annotationAt,
  answers,
  crud,
  done,
  draftOf,
  inPath,
  json,
  object,
  openOf,
  reasonOf,
  ref,
  specimen,
  text,
  uuid,
} from "./support/specimen.js";

const order = object({ id: uuid, userId: uuid, note: text });
const plain = ["list", "read", "create", "update", "delete"];

describe("a resource", () => {
  test("is proposed with its owner, and everything that names its ids is open", async () => {
    const draft = await draftOf(specimen(crud("/orders", "orderId", "Order"), { Order: order }));
    expect(annotationAt(draft, "/components/schemas/Order")).toEqual({
      resource: { access: [{ owner: "userId", actions: plain }] },
    });
    expect(openOf(draft)).toEqual({
      "GET /orders": true,
      "POST /orders": true,
      "GET /orders/{orderId}": true,
      "DELETE /orders/{orderId}": true,
    });
    expect(draft.operations.every(({ resource }) => resource === "Order")).toBe(true);
    expect(draft.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("takes the names of its table and id from the path, where the schema is called otherwise", async () => {
    const schema = object({ orderNumber: text, userId: text });
    const draft = await draftOf(specimen(crud("/orders", "orderNumber", "OrderDto"), { OrderDto: schema }));
    expect(annotationAt(draft, "/components/schemas/OrderDto")).toMatchObject({
      resource: { table: "orders", id: "orderNumber" },
    });
    expect(Object.values(openOf(draft))).not.toContain(false);
  });

  test("has its tenant compared with a claim, which somebody has to name", async () => {
    const schema = object({ id: uuid, userId: uuid, orgId: text });
    const draft = await draftOf(specimen(crud("/orders", "orderId", "Order"), { Order: schema }));
    expect(annotationAt(draft, "/components/schemas/Order")).toMatchObject({ resource: { tenant: "orgId" } });
    expect(annotationAt(draft, "/components/securitySchemes/bearer")).toMatchObject({
      claims: { tenant: "org_id" },
    });
  });

  test("grants its owner no verb that may be somebody else's to use", async () => {
    const paths = {
      ...crud("/orders", "orderId", "Order"),
      "/orders/{orderId}/refund": { parameters: [inPath("orderId")], post: answers(ref("Order")) },
    };
    const draft = await draftOf(specimen(paths, { Order: order }));
    expect(reasonOf(draft, "POST /orders/{orderId}/refund")).toBe(
      'May whom an Order belongs to "refund" it? "refund" looks privileged: may whom an Order belongs to do this?',
    );
    const granted = draft.proposals.filter(({ pointer }) => pointer === "/components/schemas/Order").at(-1);
    expect(granted).toMatchObject({
      confidence: "low",
      update: { "x-security": { resource: { access: [{ owner: "userId", actions: ["refund"] }] } } },
    });
  });

  test("opens nothing where only programs call: an API key is no person", async () => {
    const draft = await draftOf(
      specimen(
        crud("/orders", "orderId", "Order"),
        { Order: order },
        {
          security: [{ key: [] }],
          components: {
            securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } },
            schemas: { Order: order },
          },
        },
      ),
    );
    expect(Object.values(openOf(draft))).not.toContain(true);
    expect(reasonOf(draft, "GET /orders/{orderId}")).toContain("need not be a person");
    expect(draft.ready).toHaveLength(4);
  });

  test("opens nothing where a second person is in it, and the overlay says why", async () => {
    const schema = object({ id: uuid, userId: uuid, approverId: uuid });
    const draft = await draftOf(specimen(crud("/orders", "orderId", "Order"), { Order: schema }));
    expect(Object.values(openOf(draft))).not.toContain(true);
    expect(reasonOf(draft, "GET /orders/{orderId}")).toContain(
      '"userId" and "approverId" name different people',
    );
    expect(draft.ready).toHaveLength(4);
  });

  test("opens nothing where one schema is read by paths of two kinds and names an owner", async () => {
    const paths = { ...crud("/orders", "orderId", "Order"), ...crud("/drafts", "draftId", "Order") };
    const draft = await draftOf(specimen(paths, { Order: order }));
    expect(Object.values(openOf(draft))).not.toContain(true);
  });

  test("opens no operation that answers something else", async () => {
    const paths = {
      ...crud("/orders", "orderId", "Order"),
      "/orders/{orderId}/customer": {
        parameters: [inPath("orderId")],
        get: answers(object({ name: text, email: text })),
      },
    };
    const draft = await draftOf(specimen(paths, { Order: order }));
    expect(reasonOf(draft, "GET /orders/{orderId}/customer")).toContain(
      "Does it answer nothing but what whoever may reach the Order may see?",
    );
    expect(openOf(draft)["GET /orders/{orderId}"]).toBe(true);
  });

  test("is not opened for a further id of which nothing is known: that names a row nobody can reach yet", async () => {
    const paths = {
      ...crud("/orders", "orderId", "Order"),
      "/shops/{shopId}/orders": {
        parameters: [inPath("shopId")],
        get: answers({ type: "array", items: ref("Order") }),
        post: answers(ref("Order")),
      },
    };
    const draft = await draftOf(specimen(paths, { Order: order }));
    expect(annotationAt(draft, "/components/schemas/Shop")).toEqual({
      resource: { access: [{ owner: "ownerId", actions: plain }] },
    });
    const list = draft.operations.find(({ path, method }) => path.startsWith("/shops") && method === "GET");
    expect(list?.bindings).toMatchObject([{ resource: "Shop" }]);
    expect(reasonOf(draft, "POST /shops/{shopId}/orders")).toContain(
      "Is a Shop there for nobody but who creates it",
    );
  });

  test("whose columns would collide is given up, and what it would have opened is closed", async () => {
    const schema = object({ id: uuid, userId: uuid, lineCount: text, line_count: text });
    const draft = await draftOf(specimen(crud("/orders", "orderId", "Order"), { Order: schema }));
    expect(annotationAt(draft, "/components/schemas/Order")).toBeNull();
    expect(Object.values(openOf(draft))).not.toContain(true);
    expect(annotationAt(draft, "/components/schemas/OrderRow")).not.toBeNull();
    expect(draft.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("rows inside of rows", () => {
  const item = object({ id: uuid, orderId: uuid, count: { type: "integer" } });
  const paths: JsonObject = {
    ...crud("/orders", "orderId", "Order"),
    ...crud("/orders/{orderId}/items", "itemId", "Item"),
  };

  test("inherit the access of the row around them", async () => {
    const draft = await draftOf(specimen(paths, { Order: order, Item: item }));
    expect(annotationAt(draft, "/components/schemas/Item")).toEqual({
      resource: { access: [{ parent: "Order", via: "orderId", actions: plain }] },
    });
    expect(Object.values(openOf(draft))).not.toContain(false);
  });

  test("keep the id of the row around them beside the row, where they do not show it", async () => {
    const draft = await draftOf(specimen(paths, { Order: order, Item: object({ id: uuid, note: text }) }));
    expect(annotationAt(draft, "/components/schemas/Item")).toMatchObject({
      resource: { access: [{ parent: "Order", via: "orderId" }] },
    });
  });

  test("are only looked at where they are given to somebody", async () => {
    const refunds = {
      ...crud("/orders", "orderId", "Order"),
      ...crud("/orders/{orderId}/refunds", "refundId", "Refund"),
    };
    const draft = await draftOf(
      specimen(refunds, { Order: order, Refund: object({ id: uuid, orderId: uuid }) }),
    );
    const open = openOf(draft);
    expect(open["GET /orders/{orderId}/refunds/{refundId}"]).toBe(true);
    expect(open["POST /orders/{orderId}/refunds"]).toBe(false);
    expect(open["DELETE /orders/{orderId}/refunds/{refundId}"]).toBe(false);
  });

  test("inherit nothing where they speak of another person", async () => {
    const comment = object({ id: uuid, orderId: uuid, reporterId: uuid });
    const draft = await draftOf(specimen(paths, { Order: order, Item: comment }));
    expect(annotationAt(draft, "/components/schemas/Item")).toEqual({
      resource: { access: [{ owner: "reporterId", actions: plain }] },
    });
    expect(openOf(draft)["GET /orders/{orderId}/items/{itemId}"]).toBe(false);
  });

  test("inherit nothing where they are also read elsewhere", async () => {
    const draft = await draftOf(
      specimen({ ...paths, ...crud("/items", "itemId", "Item") }, { Order: order, Item: item }),
    );
    expect(annotationAt(draft, "/components/schemas/Item")).toEqual({
      resource: { access: [{ owner: "ownerId", actions: plain }] },
    });
    expect(openOf(draft)["DELETE /items/{itemId}"]).toBe(false);
  });
});

describe("callers as rows", () => {
  const users = (id: JsonObject, parameter = "userId"): JsonObject => {
    const schema = object({ [parameter === "username" ? "username" : "id"]: id, name: text });
    return specimen(
      {
        [`/users/{${parameter}}`]: {
          parameters: [inPath(parameter, { type: id["type"] ?? "string" })],
          get: answers(ref("User")),
          patch: { requestBody: json(ref("User")), ...done },
        },
      },
      { User: schema },
    );
  };

  test("may read themselves, and no more", async () => {
    const draft = await draftOf(users(uuid));
    expect(openOf(draft)).toEqual({ "GET /users/{userId}": true, "PATCH /users/{userId}": false });
  });

  test.each([
    ["a number", users({ type: "integer" })],
    ["a name that they choose", users(text, "username")],
  ])("are not told by %s", async (_, document) => {
    expect(Object.values(openOf(await draftOf(document)))).not.toContain(true);
  });
});
