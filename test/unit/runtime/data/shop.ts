import type { LiftedFilter } from "../../../../src/runtime/core/access.js";
import type { ResourcePolicy, Scalar } from "../../../../src/runtime/core/policy.js";
import type { Principal } from "../../../../src/runtime/core/principal.js";
import { createAccess, type Access } from "../../../../src/runtime/data/access.js";
import { memorySource } from "../../../../src/runtime/data/memory.js";
import { createRepository, type Repository } from "../../../../src/runtime/data/repository.js";
import type { DataSource } from "../../../../src/runtime/data/source.js";
import { tableOf } from "../../../../src/runtime/data/tables.js";
import { membershipTables } from "../../../support/membership-tables.js";
import { schemaSql } from "../../../../src/emit/schema-sql.js";
import { alternative, closed, column, modelOf, principal } from "../../../support/data-policy.js";
import { openDatabase } from "../../../support/postgres.js";

const admin = { kind: "authenticated", rights: { scopes: [], roles: ["admin"] } } as const;
const anyone = { kind: "anyone" } as const;
const common = { id: "id", tenant: null, hide: 404, parent: null } as const;

/** A shop with one resource for each way of granting access. */
export const shop = {
  Order: {
    ...common,
    name: "Order",
    table: "orders",
    tenant: "orgId",
    columns: {
      id: closed("id", "uuid", { generated: "uuid" }),
      customerId: closed("customer_id"),
      orgId: closed("org_id"),
      status: column("status", "text", { default: "draft" }),
      note: column("note", "text", { queryable: false }),
      margin: column("margin", "number", {
        create: { scopes: [], roles: ["admin"] },
        update: { scopes: [], roles: ["admin"] },
      }),
      total: closed("total", "bigint"),
      region: column("region"),
      details: column("details", "json", { queryable: false }),
      createdAt: closed("created_at", "timestamp", { generated: "now" }),
    },
    access: [
      alternative([{ kind: "owner", column: "customerId" }]),
      alternative([{ kind: "match", column: "region", claim: "region" }], {
        actions: ["read", "list", "update"],
      }),
      alternative([{ kind: "where", column: "status", values: ["paid"] }], {
        actions: ["refund"],
        who: { kind: "authenticated", rights: { scopes: ["refunds"], roles: [] } },
      }),
      alternative(
        [
          {
            kind: "member",
            table: "order_shares",
            resource: "order_id",
            principal: "user_id",
            where: { level: ["view", "edit"] },
          },
        ],
        { actions: ["read"] },
      ),
      alternative([], { who: admin, any: true }),
      alternative([], {
        who: { kind: "authenticated", rights: { scopes: ["support"], roles: [] } },
        crossTenant: true,
        actions: ["read"],
      }),
    ],
  },
  LineItem: {
    ...common,
    name: "LineItem",
    table: "line_items",
    parent: { resource: "Order", via: "orderId" },
    columns: {
      id: closed("id", "integer", { generated: "identity" }),
      orderId: closed("order_id", "uuid"),
      quantity: column("quantity", "integer"),
    },
    access: [alternative([{ kind: "parent", resource: "Order", via: "orderId" }])],
  },
  Product: {
    ...common,
    name: "Product",
    table: "products",
    columns: {
      id: closed("id", "bigint", { generated: "identity" }),
      status: column("status"),
      name: column("name"),
    },
    access: [
      alternative([{ kind: "where", column: "status", values: ["published"] }], {
        who: anyone,
        actions: ["read", "list"],
      }),
      alternative([{ kind: "where", column: "status", values: ["draft", "published"] }], {
        who: { kind: "authenticated", rights: { scopes: [], roles: ["editor"] } },
      }),
    ],
  },
  Customer: {
    ...common,
    name: "Customer",
    table: "customers",
    unique: [["email"]],
    columns: {
      id: closed("id", "text", { generated: "uuid" }),
      email: column("email"),
      password: column("password", "text", { credential: true, queryable: false }),
    },
    access: [
      alternative([{ kind: "owner", column: "id" }], { actions: ["read", "update"] }),
      alternative([], { who: anyone, actions: ["authenticate", "create"] }),
    ],
  },
} as const satisfies Readonly<Record<string, ResourcePolicy>>;

type Item = Readonly<Record<string, unknown>> & { readonly id: Scalar };
type Values = Readonly<Record<string, unknown>>;
/** As the generated types would have it, but open: the tests also do what those types forbid. */
export type OpenRepository = Repository<Item, Values, Values, Values, string>;

export interface Session {
  readonly access: Access;
  readonly lifted: readonly LiftedFilter[];
  readonly orders: OpenRepository;
  readonly items: OpenRepository;
  readonly products: OpenRepository;
  readonly customers: OpenRepository;
}

/** What one request of this caller sees. */
export function session(
  source: DataSource,
  caller: Principal | null,
  parents: Readonly<Record<string, Scalar>> = {},
): Session {
  const lifted: LiftedFilter[] = [];
  const access = createAccess(source, shop, {
    principal: caller,
    parents,
    onLifted: (event) => lifted.push(event),
  });
  const bound = (resource: string): OpenRepository => createRepository(access, resource);
  return {
    access,
    lifted,
    orders: bound("Order"),
    items: bound("LineItem"),
    products: bound("Product"),
    customers: bound("Customer"),
  };
}

export const ann = principal("ann", { tenant: "t1" });
export const bob = principal("bob", { tenant: "t1" });
export const eve = principal("eve", { tenant: "t2", roles: ["admin"] });
export const root = principal("root", { tenant: "t1", roles: ["admin"] });

export const [orderShares] = membershipTables(shop);

export interface Store {
  readonly source: DataSource;
  /** Removes every row. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

async function databaseStore(): Promise<Store> {
  const { source, sql, close } = await openDatabase(
    schemaSql({ resources: Object.values(shop).map(modelOf) }),
  );
  const clear = async (): Promise<void> =>
    void (await sql("truncate orders, line_items, products, customers, order_shares"));
  return { source, clear, close };
}

async function memoryStore(): Promise<Store> {
  const source = memorySource();
  const tables = [...Object.values(shop).map(tableOf), ...membershipTables(shop)];
  const clear = async (): Promise<void> => {
    for (const table of tables) await source.delete(table, { kind: "true" });
  };
  return { source, clear, close: () => source.close() };
}

/** The same tests hold for every store. */
export const stores: readonly (readonly [name: string, open: () => Promise<Store>])[] = [
  ["in memory", memoryStore],
  ["in PostgreSQL", databaseStore],
];
