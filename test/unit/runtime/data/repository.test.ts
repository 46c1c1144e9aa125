import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AccessDenied, ParentNotFound } from "../../../../src/runtime/core/access.js";
import {
  DataPolicyError,
  InvalidCursor,
  InvalidValue,
  ReferenceViolation,
  UniqueViolation,
} from "../../../../src/runtime/core/data-errors.js";
import { verifyPassword } from "../../../../src/runtime/core/password.js";
import { reach } from "../../../../src/runtime/data/access.js";
import { transaction } from "../../../../src/runtime/data/repository.js";
import { tableOf } from "../../../../src/runtime/data/tables.js";
import { principal } from "../../../support/data-policy.js";
import { ann, bob, eve, orderShares, root, session, shop, stores, type Store } from "./shop.js";

describe.each(stores)("repositories %s", (name, open) => {
  let store: Store;
  const as = (...[caller, parents]: [Parameters<typeof session>[1], Parameters<typeof session>[2]?]) =>
    session(store.source, caller, parents);

  beforeAll(async () => {
    store = await open();
  });
  beforeEach(() => store.clear());
  afterAll(() => store.close());

  describe("reading and writing", () => {
    it("[C24] carry the owner predicate in list, count, read, find, update and delete", async () => {
      const order = await as(ann).orders.create({ note: "mine" });
      const other = as(bob).orders;
      expect(await other.read(order.id)).toBeUndefined();
      expect(await other.find({ status: "draft" })).toBeUndefined();
      expect((await other.list()).items).toEqual([]);
      expect(await other.count()).toBe(0);
      expect(await other.update(order.id, { note: "stolen" })).toBeUndefined();
      expect(await other.delete(order.id)).toBe(false);
      expect(await as(ann).orders.read(order.id)).toEqual(order);
      expect(await as(ann).orders.count()).toBe(1);
      expect(await as(ann).orders.update(order.id, { note: "changed" })).toMatchObject({ note: "changed" });
      expect(await as(ann).orders.delete(order.id)).toBe(true);
      expect(await as(ann).orders.read(order.id)).toBeUndefined();
    });

    it("[C26] never cross the tenant, not even where the owner filter is lifted", async () => {
      const order = await as(ann).orders.create({});
      expect(await as(root).orders.read(order.id)).toEqual(order);
      expect(await as(eve).orders.read(order.id)).toBeUndefined();
      expect(await as(eve).orders.delete(order.id)).toBe(false);
      expect(await as(principal("ann", { tenant: "t2" })).orders.read(order.id)).toBeUndefined();
      expect(await as(principal("ann")).orders.read(order.id)).toBeUndefined();
      expect(await as(principal("ann", { tenant: "" })).orders.read(order.id)).toBeUndefined();
      expect(await as(principal("sue", { tenant: "t9", scopes: ["support"] })).orders.read(order.id)).toEqual(
        order,
      );
    });

    it("[C28] report each filter that is lifted once, and none where nothing is", async () => {
      const order = await as(ann).orders.create({});
      const lifting = as(root);
      await lifting.orders.read(order.id);
      await lifting.orders.read(order.id);
      await lifting.items.list();
      expect(lifting.lifted).toEqual([{ resource: "Order", action: "read" }]);
      const plain = as(ann);
      await plain.orders.list();
      await plain.orders.update(order.id, { note: "x" });
      expect(plain.lifted).toEqual([]);
    });

    it("grant members what their membership says", async () => {
      const order = await as(ann).orders.create({});
      const hidden = await as(ann).orders.create({});
      if (orderShares === undefined) throw new Error("no membership table");
      await store.source.insert(orderShares, { order_id: order.id, user_id: "bob", level: "view" });
      await store.source.insert(orderShares, { order_id: hidden.id, user_id: "bob", level: "none" });
      expect(await as(bob).orders.read(order.id)).toEqual(order);
      expect(await as(bob).orders.read(hidden.id)).toBeUndefined();
      expect(await as(bob).orders.update(order.id, { note: "x" })).toBeUndefined();
      expect(await as(principal("bob", { tenant: "t2" })).orders.read(order.id)).toBeUndefined();
    });

    it("show callers without credentials what anyone may see", async () => {
      const editor = as(principal("ed", { roles: ["editor"] })).products;
      const shown = await editor.create({ status: "published", name: "shown" });
      await editor.create({ status: "draft", name: "hidden" });
      expect((await as(null).products.list()).items).toEqual([shown]);
      await expect(as(null).products.create({ status: "published" })).rejects.toThrow(AccessDenied);
      expect((await as(null).orders.list()).items).toEqual([]);
    });

    it("[C39] take hostile texts as values, in filters, ids and stored fields", async () => {
      const hostile = `'; drop table "orders"; -- \\ " $1 %s`;
      const order = await as(ann).orders.create({
        note: hostile,
        status: hostile,
        details: { [hostile]: [hostile] },
      });
      expect(order).toMatchObject({ note: hostile, details: { [hostile]: [hostile] } });
      expect(await as(ann).orders.count({ status: hostile })).toBe(1);
      for (const id of [hostile, "nul\0", "1 or 1=1", "\ud800", ""]) {
        expect(await as(ann).orders.read(id)).toBeUndefined();
        expect(await as(ann).orders.find({ status: `${id}\0` })).toBeUndefined();
      }
      await expect(as(ann).orders.create({ note: "nul\0" })).rejects.toThrow(InvalidValue);
      await expect(as(ann).orders.create({ details: ["nul\0"] })).rejects.toThrow(InvalidValue);
      expect((await as(ann).orders.create({ details: ["\\u0000"] }))["details"]).toEqual(["\\u0000"]);
      expect(await as(ann).orders.count()).toBe(2);
    });
  });

  describe("create", () => {
    it("stamps owner and tenant, and lets the store fill in the rest", async () => {
      const order = await as(ann).orders.create({});
      expect(order).toMatchObject({ customerId: "ann", orgId: "t1", status: "draft", total: null });
      expect(order["createdAt"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      expect(order.id).toMatch(/^[0-9a-f-]{36}$/);
    });

    it("[C72] refuses what the principal may not set", async () => {
      for (const values of [
        { customerId: "bob" },
        { orgId: "t2" },
        { id: randomUUID() },
        { margin: 1 },
        { total: 5 },
        { unknown: 1 },
        JSON.parse('{"__proto__": 1}'),
        { constructor: 1 },
      ]) {
        await expect(as(ann).orders.create(values as Record<string, unknown>)).rejects.toThrow(
          DataPolicyError,
        );
      }
      expect(await as(root).orders.create({ margin: 1.5 })).toMatchObject({ margin: 1.5 });
    });

    it("lets only a lifted filter give a row to somebody else", async () => {
      await expect(as(ann).orders.create({}, { set: { customerId: "bob" } })).rejects.toThrow(AccessDenied);
      const lifting = as(root);
      expect(await lifting.orders.create({}, { set: { customerId: "bob", total: 7 } })).toMatchObject({
        customerId: "bob",
        total: 7,
      });
      expect(lifting.lifted).toEqual([{ resource: "Order", action: "create" }]);
      await expect(as(root).orders.create({}, { set: { orgId: "t2" } })).rejects.toThrow(AccessDenied);
      await expect(as(principal("ann")).orders.create({})).rejects.toThrow(AccessDenied);
      await expect(as(null).orders.create({})).rejects.toThrow(AccessDenied);
    });

    it("lets the store name a row that owns itself, whoever creates it", async () => {
      const one = await as(ann).customers.create({ email: "one@example.com" });
      const two = await as(ann).customers.create({ email: "two@example.com" });
      expect(new Set([one.id, two.id, "ann"]).size).toBe(3);
      expect((await as(ann).customers.create({}, { set: { id: "ann" } })).id).toBe("ann");
    });

    it("needs the values that a `where` alternative asks for", async () => {
      const editor = as(principal("ed", { roles: ["editor"] })).products;
      await expect(editor.create({ status: "secret" })).rejects.toThrow(AccessDenied);
      await expect(editor.create({ name: "no status" })).rejects.toThrow(AccessDenied);
      expect(await editor.create({ status: "secret" }, { set: { status: "draft" } })).toMatchObject({
        status: "draft",
      });
    });

    it("needs an enclosing object that the caller may update, joined with the path", async () => {
      const order = await as(ann).orders.create({});
      const item = await as(ann, { Order: order.id }).items.create({ quantity: 1 });
      expect(item).toMatchObject({ orderId: order.id, quantity: 1 });
      await expect(as(bob, { Order: order.id }).items.create({ quantity: 1 })).rejects.toThrow(
        ParentNotFound,
      );
      await expect(as(ann, { Order: randomUUID() }).items.create({ quantity: 1 })).rejects.toThrow(
        ParentNotFound,
      );
      await expect(as(ann, { Order: "no uuid" }).items.create({ quantity: 1 })).rejects.toThrow(
        ParentNotFound,
      );
      await expect(as(ann).items.create({ quantity: 1 })).rejects.toThrow(ParentNotFound);
      expect(await as(ann).items.create({ quantity: 2 }, { set: { orderId: order.id } })).toMatchObject({
        orderId: order.id,
      });
      if (orderShares === undefined) throw new Error("no membership table");
      await store.source.insert(orderShares, { order_id: order.id, user_id: "bob", level: "view" });
      expect((await as(bob, { Order: order.id }).items.read(item.id))?.id).toBe(item.id);
      await expect(as(bob, { Order: order.id }).items.create({ quantity: 1 })).rejects.toThrow(
        ParentNotFound,
      );
    });

    it("hashes credentials, also those that the server sets, and verifies them", async () => {
      const made = await as(null).customers.create({ email: "a@example.com", password: "correct horse" });
      expect(made["password"]).not.toContain("correct");
      const found = await as(null).customers.find({ email: "a@example.com" }, { as: "authenticate" });
      expect(await verifyPassword("correct horse", String(found?.["password"]))).toBe(true);
      expect(await verifyPassword("wrong", String(found?.["password"]))).toBe(false);
      const own = as(principal(String(made.id))).customers;
      const changed = await own.update(made.id, {}, { set: { password: "another" } });
      expect(await verifyPassword("another", String(changed?.["password"]))).toBe(true);
      expect(await as(null).customers.find({ email: "a@example.com" })).toBeUndefined();
    });

    it("keeps unique what the resource says is unique, in new rows and in changed ones", async () => {
      const { customers } = as(ann);
      await customers.create({ email: "taken@example.com" }, { set: { id: "ann" } });
      await customers.create({ email: "other@example.com" }, { set: { id: "bob" } });
      await expect(customers.create({ email: "taken@example.com" })).rejects.toThrow(UniqueViolation);
      await expect(as(bob).customers.update("bob", { email: "taken@example.com" })).rejects.toThrow(
        UniqueViolation,
      );
      expect(await as(bob).customers.update("bob", { email: "other@example.com" })).toBeDefined();
      // A null is shared with nobody.
      await customers.create({});
      await expect(customers.create({})).resolves.toBeDefined();
    });

    it("says that a key is taken", async () => {
      const made = await as(null).customers.create({ email: "a@example.com" });
      await expect(as(null).customers.create({}, { set: { id: made.id } })).rejects.toThrow(UniqueViolation);
    });

    it("[C26] takes no identity that is empty or of another type than the column", async () => {
      await expect(as(principal("", { tenant: "t1" })).orders.create({})).rejects.toThrow(AccessDenied);
      await expect(as(principal("nul\0", { tenant: "t1" })).orders.create({})).rejects.toThrow(AccessDenied);
    });
  });

  describe("update", () => {
    it("[C72] never changes id, owner, tenant or the way to the parent, not even through `set`", async () => {
      const order = await as(root).orders.create({});
      for (const property of ["id", "customerId", "orgId"]) {
        await expect(as(root).orders.update(order.id, { [property]: randomUUID() })).rejects.toThrow(
          DataPolicyError,
        );
        await expect(
          as(root).orders.update(order.id, {}, { set: { [property]: randomUUID() } }),
        ).rejects.toThrow(DataPolicyError);
      }
      const item = await as(root, { Order: order.id }).items.create({ quantity: 1 });
      await expect(
        as(root, { Order: order.id }).items.update(item.id, { orderId: randomUUID() }),
      ).rejects.toThrow(DataPolicyError);
      await expect(as(ann).orders.update(order.id, { margin: 1 })).rejects.toThrow(DataPolicyError);
    });

    it("keeps a row inside of what the caller may update", async () => {
      const dispatcher = as(principal("dan", { tenant: "t1", claims: { region: "eu" } }));
      const order = await as(ann).orders.create({ region: "eu" });
      expect(await dispatcher.orders.update(order.id, { note: "seen", region: "eu" })).toMatchObject({
        note: "seen",
      });
      await expect(dispatcher.orders.update(order.id, { region: "us" })).rejects.toThrow(AccessDenied);
      expect(await as(ann).orders.read(order.id)).toMatchObject({ region: "eu" });
      expect(await as(ann).orders.update(order.id, { region: "us" })).toMatchObject({ region: "us" });
      expect(await dispatcher.orders.update(order.id, { region: "eu" })).toBeUndefined();
      const editor = as(principal("ed", { roles: ["editor"] })).products;
      const product = await editor.create({ status: "draft" });
      await expect(editor.update(product.id, { status: "archived" })).rejects.toThrow(AccessDenied);
      expect(await editor.update(product.id, { status: "x" }, { set: { status: "archived" } })).toMatchObject(
        { status: "archived" },
      );
      expect(await editor.read(product.id)).toBeUndefined();
    });

    it("[C27] uses the alternatives of a verb where one is named", async () => {
      const order = await as(ann).orders.create({ status: "paid" });
      const draft = await as(ann).orders.create({});
      const clerk = as(principal("cleo", { tenant: "t1", scopes: ["refunds"] })).orders;
      expect(await clerk.read(order.id)).toBeUndefined();
      expect(await clerk.update(draft.id, {}, { as: "refund", set: { status: "refunded" } })).toBeUndefined();
      expect(await clerk.update(order.id, {}, { as: "refund", set: { status: "refunded" } })).toMatchObject({
        status: "refunded",
      });
      expect(await as(bob).orders.read(order.id, { as: "refund" })).toBeUndefined();
    });

    it("answers the row where nothing is to change", async () => {
      const order = await as(ann).orders.create({});
      expect(await as(ann).orders.update(order.id, {})).toEqual(order);
      expect(await as(bob).orders.update(order.id, { note: undefined })).toBeUndefined();
    });
  });

  describe("lists", () => {
    it("walk through every row once, nulls last, in mixed directions", async () => {
      const regions = ["b", null, "a", "B", "\u{1F600}", "\uFFFD", null, "a"];
      for (const [index, region] of regions.entries()) {
        await as(ann).orders.create({ region, status: index % 2 === 0 ? "even" : "odd" });
      }
      for (const sort of [
        ["region"],
        ["-region", "status"],
        ["status", "-region"],
        ["-createdAt"],
        ["-id"],
        [],
      ]) {
        const whole = (await as(ann).orders.list({ sort, limit: 100 })).items;
        const walked: unknown[] = [];
        let after: string | undefined;
        do {
          const page = await as(ann).orders.list({ sort, limit: 3, after });
          walked.push(...page.items);
          after = page.next ?? undefined;
        } while (after !== undefined);
        expect(walked).toEqual(whole);
        expect(whole).toHaveLength(regions.length);
      }
      const ordered = (await as(ann).orders.list({ sort: ["-region"] })).items.map(
        (order) => order["region"],
      );
      expect(ordered).toEqual(["\u{1F600}", "\uFFFD", "b", "a", "a", "B", null, null]);
    });

    it("filter by equality, null and lists, and page by number", async () => {
      const createdAt = "2026-01-02T03:04:05.120Z";
      const made = await as(ann).orders.create({ region: "eu" }, { set: { createdAt } });
      await as(ann).orders.create({ region: null });
      await as(ann).orders.create({ region: "us" });
      const { orders } = as(ann);
      expect(await orders.count({ region: "eu" })).toBe(1);
      expect(await orders.count({ region: null })).toBe(1);
      expect(await orders.count({ region: ["eu", "us"] })).toBe(2);
      expect(await orders.count({ region: [] })).toBe(0);
      expect(await orders.count({ region: undefined })).toBe(3);
      expect(await orders.count({ createdAt: "2026-01-02T04:04:05.12+01:00" })).toBe(1);
      expect(await orders.count({ createdAt: "2026-02-30T00:00:00Z" })).toBe(0);
      expect(await orders.count({ id: String(made.id).toUpperCase() })).toBe(1);
      expect((await orders.list({ offset: 2 })).items).toHaveLength(1);
      expect((await orders.list({ limit: 0 })).items).toHaveLength(1);
      expect((await orders.list({ limit: Number.NaN })).items).toHaveLength(1);
    });

    it("refuse properties that must not be filtered or sorted by, and incomplete filters of `find`", async () => {
      const { orders, customers } = as(ann);
      await expect(orders.list({ filter: { note: "x" } })).rejects.toThrow(DataPolicyError);
      await expect(orders.list({ sort: ["note"] })).rejects.toThrow(DataPolicyError);
      await expect(
        orders.list({ filter: JSON.parse('{"__proto__": "x"}') as Record<string, unknown> }),
      ).rejects.toThrow(DataPolicyError);
      await expect(customers.find({ password: "x" }, { as: "authenticate" })).rejects.toThrow(
        DataPolicyError,
      );
      await expect(customers.find({ email: undefined }, { as: "authenticate" })).rejects.toThrow(
        DataPolicyError,
      );
      await expect(customers.find({}, { as: "authenticate" })).rejects.toThrow(DataPolicyError);
    });

    it("refuse cursors that this list did not write", async () => {
      await as(ann).orders.create({});
      await as(ann).orders.create({});
      const { next } = await as(ann).orders.list({ limit: 1, sort: ["-createdAt"] });
      const forge = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString("base64url");
      const wrong = [
        next ?? "",
        "",
        "%",
        "e30",
        forge([["id"], [1]]),
        forge([["id"], []]),
        forge([["id"], [{}]]),
        forge([["id"], ["' or 1=1"]]),
        forge([["id"], [randomUUID(), 1]]),
        forge(null),
        Buffer.from(`[${"[".repeat(20_000)}${"]".repeat(20_000)},[]]`).toString("base64url"),
        `${forge([["id"], [randomUUID()]])}=`,
      ];
      for (const after of wrong)
        await expect(as(ann).orders.list({ after }), after).rejects.toThrow(InvalidCursor);
      expect(
        (await as(bob).orders.list({ after: forge([["id"], ["00000000-0000-4000-8000-000000000000"]]) }))
          .items,
      ).toEqual([]);
    });
  });

  describe("ids", () => {
    const binding = (
      resource: keyof typeof shop,
      role: "target" | "parent" | "reference" = "target",
      action = "read",
    ) => ({ at: { kind: "path", name: "id" }, resource, action, role }) as const;

    it("[C21] [C22] [C24] tell reachable, hidden and missing apart, joined with the path", async () => {
      const order = await as(ann).orders.create({});
      const second = await as(ann).orders.create({});
      const item = await as(ann, { Order: order.id }).items.create({ quantity: 1 });
      expect(await reach(as(ann).access, binding("Order"), order.id)).toBe("reachable");
      expect(await reach(as(bob).access, binding("Order"), order.id)).toBe("hidden");
      expect(await reach(as(bob).access, binding("Order"), randomUUID())).toBe("missing");
      expect(await reach(as(bob).access, binding("Order"), "no uuid")).toBe("missing");
      expect(await reach(as(null).access, binding("Order"), order.id)).toBe("hidden");
      expect(await reach(as(ann, { Order: order.id }).access, binding("LineItem"), String(item.id))).toBe(
        "reachable",
      );
      expect(await reach(as(ann, { Order: second.id }).access, binding("LineItem"), item.id)).toBe("hidden");
      expect(
        await reach(as(ann, { Order: second.id }).access, binding("LineItem", "reference"), item.id),
      ).toBe("reachable");
      expect(await reach(as(ann, { Order: order.id }).access, binding("Order", "parent"), order.id)).toBe(
        "reachable",
      );
      expect(await reach(as(bob, { Order: order.id }).access, binding("LineItem"), item.id)).toBe("hidden");
    });

    it("[C21] join both ids in the repository too", async () => {
      const order = await as(ann).orders.create({});
      const second = await as(ann).orders.create({});
      const item = await as(ann, { Order: order.id }).items.create({ quantity: 1 });
      const elsewhere = as(ann, { Order: second.id }).items;
      expect(await elsewhere.read(item.id)).toBeUndefined();
      expect(await elsewhere.update(item.id, { quantity: 2 })).toBeUndefined();
      expect(await elsewhere.delete(item.id)).toBe(false);
      expect(await elsewhere.count()).toBe(0);
    });
  });

  it("[C25] repositories show nothing but their methods", () => {
    const { orders } = as(ann);
    expect(Object.keys(orders).sort()).toEqual([
      "count",
      "create",
      "delete",
      "find",
      "list",
      "read",
      "update",
    ]);
    expect(Object.values(orders).every((member) => typeof member === "function")).toBe(true);
    expect(Reflect.ownKeys(orders)).toHaveLength(7);
    expect(Object.isFrozen(orders)).toBe(true);
  });

  it("transactions are undone as a whole", async () => {
    const { access } = as(ann);
    const failing = transaction(access, async (inner) => {
      const repository = session(inner.source, ann).orders;
      await repository.create({});
      expect(await repository.count()).toBe(1);
      await inner.source.transaction(async (nested) => void (await session(nested, ann).orders.create({})));
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await as(ann).orders.count()).toBe(0);
  });

  it.skipIf(name === "in memory")("rows of a transaction are out of reach when it has ended", async () => {
    const kept = await transaction(as(ann).access, async (inner) => session(inner.source, ann).orders);
    await expect(kept.list()).rejects.toThrow(DataPolicyError);
    expect(await as(ann).orders.count()).toBe(0);
  });

  it.skipIf(name === "in memory")(
    "says that a reference would be broken (the store in memory enforces none)",
    async () => {
      const table = tableOf(shop.LineItem);
      await expect(store.source.insert(table, { order_id: randomUUID() })).rejects.toThrow(
        ReferenceViolation,
      );
    },
  );
});
