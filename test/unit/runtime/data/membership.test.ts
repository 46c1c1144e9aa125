import { describe, expect, it } from "vitest";
import type { ResourcePolicy } from "../../../../src/runtime/core/policy.js";
import { permission } from "../../../../src/runtime/data/predicate.js";
import { alternative, column, principal } from "../../../support/data-policy.js";

const common = { id: "id", tenant: null, hide: 404, parent: null } as const;
const member = {
  kind: "member",
  table: "order_shares",
  resource: "order_id",
  principal: "user_id",
  where: { level: [2] },
} as const;

/** The memberships are a resource of their own, so their columns have types. */
const resources: Readonly<Record<string, ResourcePolicy>> = {
  Order: {
    ...common,
    name: "Order",
    table: "orders",
    columns: { id: column("id", "uuid") },
    access: [alternative([member])],
  },
  OrderShare: {
    ...common,
    name: "OrderShare",
    table: "order_shares",
    columns: {
      id: column("id", "uuid"),
      orderId: column("order_id", "uuid"),
      userId: column("user_id", "uuid"),
      level: column("level", "integer"),
    },
    access: [],
  },
};

describe("members in a table of a resource", () => {
  it("are nobody whose subject the column cannot hold, so that other alternatives still count", () => {
    expect(permission(resources, "Order", "list", principal("accounting")).condition).toEqual({
      kind: "false",
    });
  });

  it("are compared as the columns spell them", () => {
    const subject = "0B5E1B54-3F0C-4E7C-9B6C-0A4B6F6E6B11";
    expect(permission(resources, "Order", "list", principal(subject)).condition).toMatchObject({
      kind: "exists",
      where: {
        parts: [
          { column: "user_id", value: subject.toLowerCase() },
          { column: "level", value: 2 },
        ],
      },
    });
  });
});
