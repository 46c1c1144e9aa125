import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { bind, type Data } from "../src/api/data.js";
import type { DataSource } from "../src/api/index.js";
import { createApp } from "../src/app.js";
import { createTokenIssuer, type Account, type TokenIssuer } from "../src/tokens.js";

export interface Person extends Account {
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** A running shop with people, products and orders in it. */
export interface World {
  readonly server: FastifyInstance;
  readonly baseUrl: string;
  readonly tokens: TokenIssuer;
  readonly alice: Person;
  readonly bob: Person;
  readonly admin: Person;
  /** An administrator of another organisation. */
  readonly stranger: Person;
  /** An API key that may export the orders of Alice's and Bob's organisation. */
  readonly exportKey: string;
  readonly product: { readonly id: string; readonly price: number };
  readonly draft: { readonly id: string };
  /** Alice's, paid. */
  readonly aliceOrder: { readonly id: string; readonly itemId: string };
  readonly bobOrder: { readonly id: string };
}

export interface WorldOptions {
  readonly source: DataSource;
  readonly logger?: Logger;
}

/** Starts the server on loopback and fills its database through the generated repositories. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const tokens = await createTokenIssuer();
  const exportKey = `sk_${randomBytes(24).toString("base64url")}`;
  const org = "acme";
  const people = await seedPeople(options.source, tokens, org);
  const stranger = await createPerson(options.source, tokens, {
    name: "mallory",
    orgId: "globex",
    role: "admin",
  });
  const stock = await seedStock(options.source, people);
  const server = await createApp({
    data: options.source,
    tokens,
    apiKeys: JSON.stringify([apiKeyRecord(exportKey, org)]),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
  const baseUrl = await server.listen({ host: "127.0.0.1", port: 0 });
  return { server, baseUrl, tokens, ...people, stranger, exportKey, ...stock };
}

function apiKeyRecord(key: string, tenant: string): Record<string, unknown> {
  return {
    digest: `sha256:${createHash("sha256").update(key).digest("hex")}`,
    subject: "accounting",
    scopes: ["orders:export"],
    tenant,
    expires: new Date(Date.now() + 90 * 24 * 3600 * 1000).toISOString(),
  };
}

/** The repositories as this account sees them. */
export function dataOf(source: DataSource, account: Account): Data {
  const bound = bind(source)({
    principal: {
      subject: account.id,
      tenant: account.orgId,
      scopes: [],
      roles: [account.role],
      claims: {},
      schemes: ["bearer"],
      credential: "seed",
    },
    parents: {},
    onLifted: () => undefined,
  });
  return bound.data as Data;
}

async function createPerson(
  source: DataSource,
  tokens: TokenIssuer,
  who: { readonly name: string; readonly orgId: string; readonly role: Account["role"] },
): Promise<Person> {
  const seeder = dataOf(source, { id: randomUUID(), orgId: who.orgId, role: "admin" });
  const email = `${who.name}-${randomBytes(3).toString("hex")}@example.com`;
  const password = randomBytes(12).toString("base64url");
  const { id } = await seeder.customers.create(
    { email, name: who.name, password },
    { set: { role: who.role } },
  );
  const account = { id, orgId: who.orgId, role: who.role };
  return { ...account, email, password, token: (await tokens.issue(account)).accessToken };
}

async function seedPeople(
  source: DataSource,
  tokens: TokenIssuer,
  orgId: string,
): Promise<Pick<World, "alice" | "bob" | "admin">> {
  return {
    alice: await createPerson(source, tokens, { name: "alice", orgId, role: "customer" }),
    bob: await createPerson(source, tokens, { name: "bob", orgId, role: "customer" }),
    admin: await createPerson(source, tokens, { name: "admin", orgId, role: "admin" }),
  };
}

async function seedStock(
  source: DataSource,
  people: Pick<World, "alice" | "bob" | "admin">,
): Promise<Pick<World, "product" | "draft" | "aliceOrder" | "bobOrder">> {
  const shop = dataOf(source, people.admin);
  const product = await shop.products.create({ name: "Teapot", price: 2400, published: true });
  const draft = await shop.products.create({ name: "Unannounced kettle", price: 9900, published: false });
  const alices = dataOf(source, people.alice);
  const order = await alices.orders.create(
    { reference: "kitchen" },
    { set: { status: "paid", riskScore: 7 } },
  );
  const item = await alices.lineItems.create(
    { productId: product.id, quantity: 1 },
    { set: { orderId: order.id, unitPrice: product.price } },
  );
  const bobs = await dataOf(source, people.bob).orders.create({ reference: "desk" });
  return { product, draft, aliceOrder: { id: order.id, itemId: item.id }, bobOrder: { id: bobs.id } };
}
