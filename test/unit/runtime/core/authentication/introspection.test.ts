import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { IntrospectionScheme } from "../../../../../src/runtime/core/policy.js";
import type { Principal } from "../../../../../src/runtime/core/principal.js";
import {
  createKeys,
  createTestFence,
  issuer as issuerOfTokens,
  mint,
  now,
  operation,
  route,
  serverPolicy,
} from "../harness.js";

const seconds = now / 1000;
const client = { client_id: "orders api", client_secret: "correct horse battery" };
const active = { active: true, sub: "alice", aud: "orders-api", scope: "a b", exp: seconds + 300 };

let issuer: Server | undefined;
afterEach(() => {
  issuer?.closeAllConnections();
  issuer?.close();
});

async function setUp(scheme: Partial<IntrospectionScheme> = {}) {
  const state = {
    answer: active as object | string,
    status: 200,
    hangs: false,
    time: now,
    questions: [] as { authorization: string | undefined; body: string }[],
  };
  issuer = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    state.questions.push({ authorization: request.headers.authorization, body });
    if (state.hangs) return;
    response.statusCode = state.status;
    response.end(typeof state.answer === "string" ? state.answer : JSON.stringify(state.answer));
  }).listen(0, "127.0.0.1");
  await once(issuer, "listening");
  const opaque: IntrospectionScheme = {
    kind: "introspection",
    name: "opaque",
    place: { in: "header", name: "authorization", prefix: "Bearer" },
    endpoint: `http://127.0.0.1:${String((issuer.address() as AddressInfo).port)}/introspect`,
    client: "CLIENT",
    issuer: null,
    audience: "orders-api",
    cache: 60_000,
    claims: { subject: "sub", scopes: "scope", roles: "roles", tenant: null },
    grants: "scopes",
    ...scheme,
  };
  const principals: (Principal | null)[] = [];
  const handler = async ({ principal }: { readonly principal: Principal | null }) => {
    principals.push(principal);
    return { status: 200, body: { id: "1" } };
  };
  const policy = operation({
    authentication: { kind: "required", alternatives: [[{ scheme: "opaque", grants: ["a"] }]] },
  });
  const served = serverPolicy({ schemes: { opaque } });
  const fence = await createTestFence([route(policy, { handler })], {
    policy: served,
    secrets: async () => JSON.stringify(client),
    clock: () => state.time,
  });
  const send = async (token = "token-1", address = "127.0.0.1") =>
    (await fence.send({ address, headers: [["Authorization", `Bearer ${token}`]] })).status;
  return { ...fence, send, state, principals, policy: served };
}

describe("opaque tokens", () => {
  test("[C13] their issuer is asked once, with the credentials of the server, and believed for a while", async () => {
    const { send, state, principals } = await setUp();
    expect(await Promise.all(Array.from({ length: 30 }, () => send()))).toEqual(Array(30).fill(200));
    expect(state.questions).toEqual([
      {
        authorization: `Basic ${Buffer.from("orders+api:correct+horse+battery").toString("base64")}`,
        body: "token=token-1&token_type_hint=access_token",
      },
    ]);
    expect(principals[0]).toMatchObject({ subject: "alice", scopes: ["a", "b"] });
    state.answer = { active: false };
    state.time += 59_999;
    expect(await send()).toBe(200);
    state.time += 1;
    expect(await send()).toBe(401);
  });

  test("[C19] no answer is believed beyond the token's expiry", async () => {
    const { send, state } = await setUp({ cache: 3_600_000 });
    expect(await send()).toBe(200);
    state.time += 299_999;
    expect(await send()).toBe(200);
    state.time += 1;
    expect(await send()).toBe(401);
  });

  test.each<[string, object]>([
    ["not active", { active: false, sub: "alice" }],
    ["active as text", { ...active, active: "true" }],
    ["for somebody else", { ...active, aud: "billing" }],
    ["for nobody in particular", { ...active, aud: undefined }],
    ["expired", { ...active, exp: seconds }],
    ["expiring in words", { ...active, exp: "tomorrow" }],
    ["not valid yet", { ...active, nbf: seconds + 60 }],
    ["of nobody", { ...active, sub: undefined }],
    ["of a number", { ...active, sub: 7 }],
    ["of another type", { ...active, token_type: "mac" }],
    ["bound to a key", { ...active, cnf: { jkt: "x" } }],
  ])("[C19] a token that is %s is refused", async (_name, answer) => {
    const { send, state } = await setUp();
    state.answer = answer;
    expect(await send()).toBe(401);
  });

  test("[C19] the issuer is compared where one is stated", async () => {
    const { send, state } = await setUp({ issuer: "https://id.example.com/" });
    expect(await send()).toBe(401);
    state.answer = { ...active, iss: "https://id.example.com/", aud: ["x", "orders-api"] };
    expect(await send("token-2")).toBe(200);
  });

  test.each<[string, (state: { answer: object | string; status: number }) => void]>([
    ["answers with an error", (state) => (state.status = 500)],
    ["refuses the server", (state) => (state.status = 401)],
    ["answers no JSON", (state) => (state.answer = "<html>")],
    ["says twice whether a token is active", (state) => (state.answer = '{"active":false,"active":true}')],
    ["answers without end", (state) => (state.answer = `{"x":"${"a".repeat(70_000)}"}`)],
  ])("[C12] where the issuer %s nobody is let in: 503", async (_name, spoil) => {
    const { send, state } = await setUp();
    spoil(state);
    expect(await send()).toBe(503);
    Object.assign(state, { answer: active, status: 200 });
    expect(await send()).toBe(200);
  });

  test("[C12] a silent issuer holds few requests, and none for long", async () => {
    const { send, state } = await setUp();
    state.hangs = true;
    const answers = await Promise.all(Array.from({ length: 120 }, (_, index) => send(`t${String(index)}`)));
    expect(answers).toEqual(Array(120).fill(503));
    expect(state.questions.length).toBeLessThanOrEqual(64);
  });

  test("[C16] one address that sends tokens of chance leaves room for the questions of others", async () => {
    const { send, state } = await setUp();
    state.hangs = true;
    const flood = Array.from({ length: 200 }, (_, index) => send(`t${String(index)}`, "127.0.0.66"));
    await expect.poll(() => state.questions.length).toBe(16);
    state.hangs = false;
    expect(await send("honest", "127.0.0.7")).toBe(200);
    expect(await send("another", "127.0.0.66")).toBe(503);
    expect(await Promise.all(flood)).toEqual(Array(200).fill(503));
    expect(await send("another", "127.0.0.66")).toBe(200);
  });

  test("what is no token is not worth a question", async () => {
    const { send, state } = await setUp();
    expect(await send("töken")).toBe(401);
    expect(await send('a"b')).toBe(401);
    expect(state.questions).toEqual([]);
  });

  test.each([
    ["no TLS", { endpoint: "http://id.example.com/introspect" }, client, /not on https/],
    ["a short secret", {}, { ...client, client_secret: "short" }, /shorter than/],
    ["no id", {}, { client_secret: client.client_secret }, /client_id/],
  ])("[C53] refuses to start with %s", async (_name, scheme, secret, message) => {
    const { state } = await setUp();
    expect(state.questions).toEqual([]);
    const opaque = {
      kind: "introspection",
      name: "opaque",
      place: { in: "header", name: "authorization", prefix: "Bearer" },
      endpoint: "https://id.example.com/introspect",
      client: "CLIENT",
      issuer: null,
      audience: "orders-api",
      cache: 60_000,
      claims: { subject: "sub", scopes: "scope", roles: "roles", tenant: null },
      grants: "scopes",
      ...scheme,
    } as const;
    const start = createTestFence([], {
      policy: serverPolicy({ schemes: { opaque } }),
      secrets: async () => JSON.stringify(secret),
    });
    await expect(start).rejects.toThrow(message);
  });

  const either = [[{ scheme: "opaque", grants: [] }], [{ scheme: "bearer", grants: [] }]];
  const both = [either.flat()];
  test.each([
    ["of another issuer stays here", null, either, 0],
    ["of the same issuer is shown to it", issuerOfTokens, either, 1],
    ["is shown to whom the document asks as well", null, both, 1],
  ])("[C18] a signed token %s", async (_name, asked, alternatives, questions) => {
    const { state, policy } = await setUp({ issuer: asked });
    const keys = await createKeys();
    const bearer = serverPolicy().schemes["bearer"];
    const opaque = policy.schemes["opaque"];
    if (bearer === undefined || opaque === undefined) throw new Error("no schemes");
    const { send } = await createTestFence(
      [route(operation({ authentication: { kind: "required", alternatives } }))],
      {
        policy: serverPolicy({ schemes: { bearer, opaque } }),
        secrets: async (name) => (name === "CLIENT" ? JSON.stringify(client) : keys.jwks),
      },
    );
    const show = (token: string) => send({ headers: [["Authorization", `Bearer ${token}`]] });
    expect((await show(await mint(keys))).status).toBe(200);
    expect(state.questions).toHaveLength(questions);
    await show("an-opaque-token");
    expect(state.questions).toHaveLength(questions + 1);
  });
});
