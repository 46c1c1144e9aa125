import { detectionPolicy } from "./detection-policy.js";
import type { JsonObject, JsonValue } from "../../src/document/document.js";
import type {
  Column,
  ConditionalProperty,
  Model,
  Operation,
  Parameter,
  Purpose,
  Resource,
  Response,
  SchemaVariant,
  UsedSchema,
} from "../../src/model/model.js";
import type { AccessAlternative } from "../../src/runtime/core/policy.js";

/** A small orders API as a model, written by hand: tests of the emitters need no document. */

const text = { type: "string", maxLength: 80 };
const uuid = { type: "string", format: "uuid" };
const instant = { type: "string", format: "date-time" };

export function variant(
  name: string,
  purposes: readonly Purpose[],
  schema: JsonValue,
  conditional: readonly ConditionalProperty[] = [],
  component = name,
): SchemaVariant {
  return { name, component, purposes, schema, conditional, pointer: `/components/schemas/${component}` };
}

export function used(schema: JsonValue, conditional: readonly ConditionalProperty[] = []): UsedSchema {
  return { schema, conditional, pointer: "" };
}

export const refTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const closed = { additionalProperties: false };
const page = (items: string): JsonObject => ({
  type: "object",
  required: ["items", "next"],
  properties: { items: { type: "array", items: refTo(items) }, next: { type: ["string", "null"] } },
});

const variants: readonly SchemaVariant[] = [
  variant("Login", ["create", "update"], {
    type: "object",
    required: ["email", "password"],
    properties: { email: { type: "string", format: "email" }, password: { type: "string", maxLength: 200 } },
    ...closed,
  }),
  variant("AccessToken", ["read"], {
    type: "object",
    required: ["accessToken"],
    properties: { accessToken: { type: "string" } },
  }),
  variant("OrderStatus", ["create", "update", "read"], {
    type: "string",
    enum: ["open", "paid", "refunded"],
  }),
  variant(
    "Order",
    ["read"],
    {
      type: "object",
      description: "What somebody bought.",
      required: ["id", "customerId", "status"],
      properties: {
        id: uuid,
        customerId: uuid,
        reference: { ...text, description: "The customer's own word for it." },
        status: refTo("OrderStatus"),
        riskScore: { type: "integer" },
        createdAt: instant,
      },
    },
    [{ pointer: "/properties/riskScore", rights: { scopes: [], roles: ["admin"] } }],
  ),
  variant(
    "OrderCreate",
    ["create"],
    { type: "object", properties: { reference: text, riskScore: { type: "integer" } }, ...closed },
    [{ pointer: "/properties/riskScore", rights: { scopes: [], roles: ["admin"] } }],
    "Order",
  ),
  variant(
    "OrderUpdate",
    ["update"],
    { type: "object", properties: { reference: text }, ...closed },
    [],
    "Order",
  ),
  variant("OrderPage", ["read"], page("Order")),
  variant("LineItem", ["read"], {
    type: "object",
    required: ["id", "quantity"],
    properties: { id: uuid, quantity: { type: "integer", minimum: 1 } },
  }),
  variant(
    "LineItemCreate",
    ["create", "update"],
    {
      type: "object",
      required: ["quantity"],
      properties: { quantity: { type: "integer", minimum: 1 } },
      ...closed,
    },
    [],
    "LineItem",
  ),
  variant("Problem", ["create", "update", "read"], {
    type: "object",
    required: ["title", "status"],
    properties: { title: { type: "string" }, status: { type: "integer" } },
  }),
];

export function column(property: string, type: Column["type"], overrides: Partial<Column> = {}): Column {
  return {
    property,
    column: property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    type,
    nullable: false,
    read: true,
    create: true,
    update: true,
    origin: "schema",
    stamped: false,
    sensitive: null,
    queryable: true,
    required: false,
    default: null,
    values: [],
    schema: text,
    pointer: "",
    ...overrides,
  };
}

const serverSet = { create: false, update: false } as const;
const server = {
  ...serverSet,
  read: false,
  origin: "server",
  stamped: true,
  schema: null,
  queryable: false,
} as const;

function alternative(parts: Partial<AccessAlternative>): AccessAlternative {
  return {
    actions: null,
    who: { kind: "authenticated", rights: { scopes: [], roles: [] } },
    conditions: [],
    any: false,
    crossTenant: false,
    ...parts,
  };
}

function access(...alternatives: readonly AccessAlternative[]): Resource["access"] {
  return { kind: "specified", value: alternatives.map((policy) => ({ policy, pointer: "" })) };
}

const admin = { kind: "authenticated", rights: { scopes: [], roles: ["admin"] } } as const;

const resources: readonly Resource[] = [
  {
    name: "Customer",
    repository: "customers",
    typeName: "Customer",
    table: "customers",
    id: "id",
    tenant: null,
    hide: 404,
    unique: [],
    columns: [
      column("id", "uuid", { ...serverSet, schema: uuid }),
      column("email", "text", { required: true }),
      column("password", "text", {
        read: false,
        sensitive: "credential",
        required: true,
        queryable: false,
        schema: null,
      }),
    ],
    access: access(
      alternative({ conditions: [{ kind: "owner", column: "id" }] }),
      alternative({ who: { kind: "anyone" }, actions: ["authenticate"] }),
    ),
    parent: null,
    pointer: "/components/schemas/Customer",
  },
  {
    name: "Order",
    repository: "orders",
    typeName: "Order",
    table: "orders",
    id: "id",
    tenant: "orgId",
    hide: 404,
    unique: [],
    columns: [
      column("id", "uuid", { ...serverSet, schema: uuid }),
      column("customerId", "uuid", { ...serverSet, stamped: true, schema: uuid }),
      column("reference", "text", { nullable: true }),
      column("status", "text", {
        ...serverSet,
        default: "open",
        schema: refTo("OrderStatus"),
        values: ["open", "paid", "refunded"],
      }),
      column("riskScore", "integer", {
        nullable: true,
        schema: { type: "integer" },
        read: { scopes: [], roles: ["admin"] },
        create: { scopes: [], roles: ["admin"] },
        update: false,
        queryable: false,
      }),
      column("createdAt", "timestamp", { ...serverSet, schema: instant }),
      column("orgId", "text", server),
    ],
    access: access(
      alternative({ conditions: [{ kind: "owner", column: "customerId" }] }),
      alternative({ who: admin, any: true }),
    ),
    parent: null,
    pointer: "/components/schemas/Order",
  },
  {
    name: "LineItem",
    repository: "lineItems",
    typeName: "LineItem",
    table: "line_items",
    id: "id",
    tenant: null,
    hide: 404,
    unique: [],
    columns: [
      column("id", "uuid", { ...serverSet, schema: uuid }),
      column("quantity", "integer", { required: true, schema: { type: "integer", minimum: 1 } }),
      column("orderId", "uuid", server),
    ],
    access: access(alternative({ conditions: [{ kind: "parent", resource: "Order", via: "orderId" }] })),
    parent: { resource: "Order", via: "orderId" },
    pointer: "/components/schemas/LineItem",
  },
];

export const json = (schema: JsonValue): readonly Response["content"][number][] => [
  { mediaType: "application/json", kind: "json", schema: used(schema) },
];

export function response(status: string, content: Response["content"] = []): Response {
  return { status, description: "", content, headers: [], pointer: "" };
}

const missing = response("404", [
  { mediaType: "application/problem+json", kind: "json", schema: used(refTo("Problem")) },
]);

export function parameter(
  place: "path" | "query",
  name: string,
  schema: JsonObject,
  overrides: Partial<Parameter["policy"]> = {},
): Parameter {
  const style = place === "path" ? "simple" : "form";
  const type = { kind: "scalar", types: [schema["type"] === "integer" ? "integer" : "string"] } as const;
  return {
    policy: {
      in: place,
      name,
      required: place === "path",
      style,
      explode: place === "query",
      type,
      ...overrides,
    },
    schema: used(schema),
    description: null,
  };
}

export function operation(
  id: string,
  method: string,
  path: string,
  overrides: Partial<Operation> = {},
): Operation {
  return {
    id,
    fileName: id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    method,
    path,
    summary: null,
    tags: [],
    surface: "public",
    authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
    closed: null,
    requires: null,
    action: "read",
    resource: "Order",
    bindings: [],
    unbound: [],
    rateLimits: [{ name: "default", pointer: "" }],
    cost: 1,
    authenticates: null,
    audit: { privileged: false, event: null },
    parameters: [],
    queryString: null,
    body: null,
    responses: [],
    pointer: "",
    ...overrides,
  };
}

export function body(schema: JsonValue, purpose: "create" | "update"): Operation["body"] {
  return {
    required: true,
    content: [{ policy: { kind: "json", mediaType: "application/json" }, purpose, schema: used(schema) }],
    pointer: "",
  };
}

const orderId = parameter("path", "orderId", uuid);
const order = { at: { kind: "path", name: "orderId" }, resource: "Order" } as const;
const paging = [
  parameter("query", "limit", { type: "integer", minimum: 1, maximum: 100 }, { default: 20 }),
  parameter("query", "after", { type: "string", maxLength: 500 }),
];

const operations: readonly Operation[] = [
  operation("login", "POST", "/login", {
    summary: "Exchange an email and a password for an access token",
    authentication: { kind: "public", reason: "this is where credentials come from", alternatives: [] },
    resource: "Customer",
    action: "authenticate",
    authenticates: { identity: { kind: "body", pointer: "/email" } },
    body: body(refTo("Login"), "create"),
    responses: [response("200", json(refTo("AccessToken")))],
  }),
  operation("listOrders", "GET", "/orders", {
    action: "list",
    parameters: [...paging, parameter("query", "status", { ...refTo("OrderStatus") })],
    responses: [response("200", json(refTo("OrderPage")))],
  }),
  operation("createOrder", "POST", "/orders", {
    summary: "Open an order",
    action: "create",
    body: body(refTo("OrderCreate"), "create"),
    responses: [response("201", json(refTo("Order")))],
  }),
  operation("getOrder", "GET", "/orders/{orderId}", {
    summary: "Read an order",
    bindings: [{ ...order, action: "read", role: "target" }],
    parameters: [orderId],
    responses: [response("200", json(refTo("Order"))), missing],
  }),
  operation("updateOrder", "PATCH", "/orders/{orderId}", {
    action: "update",
    bindings: [{ ...order, action: "update", role: "target" }],
    parameters: [orderId],
    body: body(refTo("OrderUpdate"), "update"),
    responses: [response("200", json(refTo("Order"))), missing],
  }),
  operation("deleteOrder", "DELETE", "/orders/{orderId}", {
    action: "delete",
    bindings: [{ ...order, action: "delete", role: "target" }],
    parameters: [orderId],
    responses: [response("204"), missing],
  }),
  operation("approveOrder", "POST", "/orders/{orderId}/approval", {
    action: "approve",
    bindings: [{ ...order, action: "approve", role: "target" }],
    parameters: [orderId],
    responses: [response("200", json(refTo("Order"))), missing],
  }),
  operation("listLineItems", "GET", "/orders/{orderId}/items", {
    action: "list",
    resource: "LineItem",
    bindings: [{ ...order, action: "read", role: "parent" }],
    parameters: [orderId],
    responses: [response("200", json({ type: "array", items: refTo("LineItem") })), missing],
  }),
  operation("createLineItem", "POST", "/orders/{orderId}/items", {
    action: "create",
    resource: "LineItem",
    bindings: [{ ...order, action: "update", role: "parent" }],
    parameters: [orderId],
    body: body(refTo("LineItemCreate"), "create"),
    responses: [response("201", json(refTo("LineItem"))), missing],
  }),
];

export const ordersModel: Model = {
  title: "Orders",
  version: "1.0.0",
  caps: {
    body: 1_048_576,
    depth: 32,
    string: 10_000,
    array: 1000,
    properties: 200,
    upload: 10_485_760,
    files: 10,
  },
  rateLimits: [
    {
      name: "default",
      by: { kind: "credential" },
      limit: 600,
      window: 60_000,
      algorithm: "sliding-window",
      count: "requests",
      at: "application",
    },
  ],
  cors: null,
  transport: {
    tls: "intermediate",
    hsts: { maxAge: 63_072_000, includeSubDomains: true, preload: false },
    proxies: [],
    certificate: { warn: 20 * 86_400_000, page: 3 * 86_400_000 },
  },
  servers: [],
  detection: detectionPolicy,
  isWatched: true,
  disclosure: null,
  logRetention: 365 * 86_400_000,
  schemes: [
    {
      kind: "served",
      name: "bearer",
      policy: {
        kind: "jwt",
        name: "bearer",
        place: { in: "header", name: "authorization", prefix: "Bearer" },
        algorithms: ["ES256"],
        issuer: "https://id.example.com/",
        audience: "orders-api",
        type: null,
        keys: { kind: "secret", name: "JWT_KEYS" },
        leeway: 30_000,
        maxAge: null,
        claims: { subject: "sub", scopes: "scope", roles: "roles", tenant: null },
        privileged: {},
        grants: "roles",
      },
      pointer: "",
    },
  ],
  resources,
  operations,
  schemas: { variants },
  outgoing: [],
};
