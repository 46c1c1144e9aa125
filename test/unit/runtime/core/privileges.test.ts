import { expect, test } from "vitest";
import type { HandlerContext } from "../../../../src/runtime/core/route.js";
import { createKeys, createTestFence, mint, operation, route } from "./harness.js";

const admin = operation({
  authentication: {
    kind: "required",
    alternatives: [[{ scheme: "bearer", grants: ["orders:admin"] }]],
  },
});

test("[C30] using a privileged scope is logged with the scope, and not using it is not", async () => {
  const keys = await createKeys();
  const plain = operation({
    id: "plain",
    authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
  });
  const routes = [route(admin), route(plain)];
  const { send, log } = await createTestFence(routes, { keys });
  const authorization = `Bearer ${await mint(keys, { scope: "orders:admin orders:read" })}`;
  for (const to of routes)
    expect((await send({ headers: [["authorization", authorization]] }, to)).status).toBe(200);
  const [privileged, ordinary] = log.lines.filter(({ status }) => status === 200);
  expect(privileged).toMatchObject({
    event: "authz_admin",
    scopes: ["orders:admin"],
    subject: "alice",
  });
  expect(ordinary).toMatchObject({ event: "request" });
  expect(ordinary).not.toHaveProperty("scopes");
});

test("[C30] giving rights is logged by name, by whom and to whom, without what could forge a line", async () => {
  const handler = async ({ request }: HandlerContext) => {
    request.granted({ subject: "bob\n{}", scopes: ["orders:admin"], roles: [] });
    return { status: 200, body: { id: "1" } };
  };
  const { send, log } = await createTestFence([route(operation(), { handler })]);
  const answer = await send();
  expect(answer.status).toBe(200);
  expect(log.lines.find(({ event }) => event === "authn_token_created")).toMatchObject({
    granted: { to: "bob{}", scopes: ["orders:admin"], roles: [] },
    requestId: answer.header("x-request-id"),
  });
});
