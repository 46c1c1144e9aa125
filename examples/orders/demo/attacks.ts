import { randomUUID } from "node:crypto";
import { decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import { audience, issuer } from "../src/tokens.js";
import { member, type Check, type Step } from "./step.js";
import type { World } from "./world.js";

/** A body that is nested deeper than any honest one. */
function nested(depth: number): string {
  return `{"note":${"[".repeat(depth)}${"]".repeat(depth)}}`;
}

function unsecured(token: string): string {
  return new UnsecuredJWT(decodeJwt(token)).encode();
}

/** Signed with HMAC, the server's public key as the secret: the classic confusion of algorithms. */
async function confused(world: World): Promise<string> {
  return new SignJWT(decodeJwt(world.admin.token))
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .sign(new TextEncoder().encode(world.tokens.publicKeys));
}

async function selfSigned(world: World): Promise<string> {
  return new SignJWT({ org: "acme", roles: ["admin"] })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(world.admin.id)
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode("a secret that the attacker made up"));
}

function problemWithout(text: string): Check {
  return (answer) => (answer.text.includes(text) ? `the answer gives away ${text}` : undefined);
}

function names(field: string): Check {
  return ({ text }) => (text.includes(field) ? undefined : "the field is not named");
}

const credentialAttacks: readonly Step[] = [
  {
    title: "no token",
    control: "C13 authentication comes first",
    status: 401,
    call: () => ({ path: "/orders" }),
  },
  {
    title: "an expired token",
    control: "C14 one 401 for missing, wrong and expired; C19 exp",
    status: 401,
    call: async ({ tokens, alice }) => ({
      path: "/orders",
      token: (await tokens.issue(alice, -60)).accessToken,
    }),
  },
  {
    title: "alg: none",
    control: "C18 algorithms are pinned",
    status: 401,
    call: ({ admin }) => ({ path: "/orders", token: unsecured(admin.token) }),
  },
  {
    title: "HMAC over the public key",
    control: "C18 HS/RS confusion",
    status: 401,
    call: async (world) => ({ path: "/orders", token: await confused(world) }),
  },
  {
    title: "a token that the attacker signed",
    control: "C18 keys are pinned",
    status: 401,
    call: async (world) => ({ path: "/orders", token: await selfSigned(world) }),
  },
];

const objectAttacks: readonly Step[] = [
  {
    title: "Bob reads Alice's order",
    control: "C22 not yours is not there",
    status: 404,
    call: ({ bob, aliceOrder }) => ({ path: `/orders/${aliceOrder.id}`, token: bob.token }),
  },
  {
    title: "Bob changes Alice's order",
    control: "C24 the owner filter is in every update",
    status: 404,
    call: ({ bob, aliceOrder }) => ({
      method: "PATCH",
      path: `/orders/${aliceOrder.id}`,
      token: bob.token,
      body: { note: "mine" },
    }),
  },
  {
    title: "Bob deletes Alice's order",
    control: "C24 the owner filter is in every delete",
    status: 404,
    call: ({ bob, aliceOrder }) => ({ method: "DELETE", path: `/orders/${aliceOrder.id}`, token: bob.token }),
  },
  {
    title: "Bob lists the lines of Alice's order",
    control: "C21 the enclosing id is checked",
    status: 404,
    call: ({ bob, aliceOrder }) => ({ path: `/orders/${aliceOrder.id}/items`, token: bob.token }),
  },
  {
    title: "Bob reaches Alice's line through his own order",
    control: "C21 both ids are joined",
    status: 404,
    call: ({ bob, bobOrder, aliceOrder }) => ({
      path: `/orders/${bobOrder.id}/items/${aliceOrder.itemId}`,
      token: bob.token,
    }),
  },
  {
    title: "Alice changes an order that was shared for viewing",
    control: "C24 membership grants what it says",
    status: 404,
    call: ({ alice, bobOrder }) => ({
      method: "PATCH",
      path: `/orders/${bobOrder.id}`,
      token: alice.token,
      body: { note: "mine" },
    }),
  },
  {
    title: "an administrator of another organisation reads the order",
    control: "C26 tenants are apart",
    status: 404,
    call: ({ stranger, aliceOrder }) => ({ path: `/orders/${aliceOrder.id}`, token: stranger.token }),
  },
  {
    title: "anybody reads an unpublished product",
    control: "C24 the row filter is in every read",
    status: 404,
    call: ({ draft }) => ({ path: `/products/${draft.id}` }),
  },
  {
    title: "Alice refunds her own order",
    control: "C27 rights per operation",
    status: 403,
    call: ({ alice, aliceOrder }) => ({
      method: "POST",
      path: `/orders/${aliceOrder.id}/refund`,
      token: alice.token,
    }),
  },
];

const inputAttacks: readonly Step[] = [
  {
    title: "isAdmin in a body",
    control: "C38 unknown fields are refused by name",
    status: 400,
    call: ({ alice }) => ({
      method: "PATCH",
      path: `/customers/${alice.id}`,
      token: alice.token,
      body: { isAdmin: true },
    }),
    check: names("isAdmin"),
  },
  {
    title: "role in one's own account",
    control: "C72 fields that only some may change",
    status: 400,
    call: ({ alice }) => ({
      method: "PATCH",
      path: `/customers/${alice.id}`,
      token: alice.token,
      body: { role: "admin" },
    }),
    check: names("role"),
  },
  {
    title: "somebody else as the owner of a new order",
    control: "C72 owner columns are never writable",
    status: 400,
    call: ({ alice, bob }) => ({
      method: "POST",
      path: "/orders",
      token: alice.token,
      body: { customerId: bob.id },
    }),
    check: names("customerId"),
  },
  {
    title: "a field that is nowhere declared",
    control: "C38 unknown fields are refused by name",
    status: 400,
    call: ({ alice }) => ({
      method: "POST",
      path: "/orders",
      token: alice.token,
      body: { reference: "x", discount: 100 },
    }),
    check: names("discount"),
  },
  {
    title: "SQL in an id",
    control: "C33 formats, C39 parameters only",
    status: 400,
    call: ({ alice }) => ({ path: `/orders/${encodeURIComponent("' or 1=1 --")}`, token: alice.token }),
    check: problemWithout("or 1=1"),
  },
  {
    title: "a body of a megabyte",
    control: "C35 bytes are counted while reading",
    status: 413,
    call: ({ alice }) => ({
      method: "POST",
      path: "/orders",
      token: alice.token,
      body: { note: "x".repeat(1 << 20) },
    }),
  },
  {
    title: "a body nested a thousand deep",
    control: "C35 depth is capped before parsing",
    status: 400,
    call: ({ alice }) => ({ method: "POST", path: "/orders", token: alice.token, body: nested(1000) }),
  },
];

const outputAttacks: readonly Step[] = [
  {
    title: "the password of a new account in the answer",
    control: "C43 fields are selected, C44 no secrets among them",
    status: 201,
    call: ({ admin }) => ({
      method: "POST",
      path: "/customers",
      token: admin.token,
      body: { email: `${randomUUID()}@example.com`, name: "Carol", password: "correct horse battery" },
    }),
    check: ({ json }) => (member(json, "password") === undefined ? undefined : "the password came back"),
  },
  {
    title: "CR/LF that a handler echoes into a header",
    control: "C41 the answer is withheld",
    status: 500,
    call: ({ alice }) => ({
      method: "POST",
      path: "/orders",
      token: alice.token,
      body: { reference: "x\r\nSet-Cookie: session=stolen" },
    }),
    check: ({ headers }) => (headers.has("set-cookie") ? "a header was injected" : undefined),
  },
  {
    title: "a page of another origin asks with the user's credentials",
    control: "C73 only listed origins are echoed",
    status: 200,
    call: ({ alice }) => ({
      path: "/orders",
      token: alice.token,
      headers: { origin: "https://evil.example" },
    }),
    check: ({ headers }) =>
      headers.has("access-control-allow-origin") ? "the origin was allowed" : undefined,
  },
];

const guess: Step = {
  title: "Mallory guesses Bob's password",
  control: "C14 one uniform 401",
  status: 401,
  call: ({ bob }) => ({
    method: "POST",
    path: "/login",
    body: { email: bob.email, password: "password123" },
  }),
};

const loginAttacks: readonly Step[] = [
  guess,
  guess,
  guess,
  guess,
  guess,
  {
    ...guess,
    title: "… and a sixth time",
    control: "C17 failures are limited per identity",
    status: 429,
    check: ({ headers }) => (headers.has("retry-after") ? undefined : "no Retry-After"),
  },
];

/** What the fence is for: nothing here may succeed. */
export const attackSteps: readonly Step[] = [
  ...credentialAttacks,
  ...objectAttacks,
  ...inputAttacks,
  ...outputAttacks,
  ...loginAttacks,
];
