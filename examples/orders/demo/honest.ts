import { member, type Step } from "./step.js";

/** What the shop is for: everything here must succeed. */
export const honestSteps: readonly Step[] = [
  {
    title: "a load balancer asks for health",
    control: "C12 public, with a reason",
    status: 200,
    call: () => ({ path: "/health" }),
  },
  {
    title: "Alice logs in",
    control: "C60 logged with address and a hash of the identity",
    status: 200,
    call: ({ alice }) => ({
      method: "POST",
      path: "/login",
      body: { email: alice.email, password: alice.password },
    }),
    check: ({ json }) => (typeof member(json, "accessToken") === "string" ? undefined : "no token came back"),
  },
  {
    title: "anybody browses the catalogue; drafts are not in it",
    control: "C24 the row filter is in every list",
    status: 200,
    call: () => ({ path: "/products" }),
    check: ({ text }, { draft }) => (text.includes(draft.id) ? "a draft is in the list" : undefined),
  },
  {
    title: "Alice opens an order; the server sets its owner",
    control: "C72 owner and tenant are stamped",
    status: 201,
    call: ({ alice }) => ({
      method: "POST",
      path: "/orders",
      token: alice.token,
      body: { reference: "garden" },
    }),
    check: ({ json, headers }, { alice }) =>
      member(json, "customerId") === alice.id && headers.get("x-order-reference") === "garden"
        ? undefined
        : "the owner or the reference is wrong",
  },
  {
    title: "Alice adds a line; the price comes from the product",
    control: "C21 the product's id is checked as well",
    status: 201,
    call: ({ alice, aliceOrder, product }) => ({
      method: "POST",
      path: `/orders/${aliceOrder.id}/items`,
      token: alice.token,
      body: { productId: product.id, quantity: 2 },
    }),
    check: ({ json }, { product }) =>
      member(json, "unitPrice") === product.price ? undefined : "the price is wrong",
  },
  {
    title: "Alice lists her orders and sees no other's",
    control: "C24 the owner filter is in every list",
    status: 200,
    call: ({ alice }) => ({ path: "/orders", token: alice.token }),
    check: ({ text }, { bobOrder, aliceOrder }) =>
      text.includes(aliceOrder.id) && !text.includes(bobOrder.id) ? undefined : "the list is wrong",
  },
  {
    title: "Bob shares his order with Alice",
    control: "C21 only who may change the order may share it",
    status: 201,
    call: ({ alice, bob, bobOrder }) => ({
      method: "POST",
      path: `/orders/${bobOrder.id}/shares`,
      token: bob.token,
      body: { userId: alice.id, level: "view" },
    }),
  },
  {
    title: "Alice reads what Bob shared",
    control: "C24 membership is part of the filter",
    status: 200,
    call: ({ alice, bobOrder }) => ({ path: `/orders/${bobOrder.id}`, token: alice.token }),
  },
  {
    title: "the administrator sees an order's risk score",
    control: "C43 fields are selected per principal",
    status: 200,
    call: ({ admin, aliceOrder }) => ({ path: `/orders/${aliceOrder.id}`, token: admin.token }),
    check: ({ json }) => (member(json, "riskScore") === 7 ? undefined : "the administrator cannot see it"),
  },
  {
    title: "its owner does not",
    control: "C43 fields are selected per principal",
    status: 200,
    call: ({ alice, aliceOrder }) => ({ path: `/orders/${aliceOrder.id}`, token: alice.token }),
    check: ({ json }) => (member(json, "riskScore") === undefined ? undefined : "the risk score leaks"),
  },
  {
    title: "the administrator refunds a paid order",
    control: "C62 privileged, and in the audit log",
    status: 200,
    call: ({ admin, aliceOrder }) => ({
      method: "POST",
      path: `/orders/${aliceOrder.id}/refund`,
      token: admin.token,
    }),
    check: ({ json }) => (member(json, "status") === "refunded" ? undefined : "it is not refunded"),
  },
  {
    title: "accounting exports the organisation's orders with its key",
    control: "C28 the filter is lifted explicitly, and logged",
    status: 200,
    call: ({ exportKey }) => ({ path: "/exports/orders", headers: { "x-api-key": exportKey } }),
    check: ({ text }, { aliceOrder, bobOrder }) =>
      text.includes(aliceOrder.id) && text.includes(bobOrder.id) ? undefined : "orders are missing",
  },
];
