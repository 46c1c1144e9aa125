import { expect, test } from "vitest";
import { createFastifyServer } from "../../../../src/runtime/fastify/server.js";
import { apiKey, createTestFence, operation, route, serverPolicy } from "./harness.js";

const required = { kind: "required", alternatives: [[{ scheme: "apiKey", grants: [] }]] } as const;
const routes = [
  route(operation({ id: "read" })),
  route(operation({ id: "purge", method: "DELETE", surface: "internal" })),
  route(operation({ id: "stats", path: "/stats", parameters: [], surface: "internal" })),
];

test("[C74] a public server has no internal operation, not even for OPTIONS and Allow", async () => {
  const { fence } = await createTestFence(routes);
  const server = createFastifyServer(fence);
  const statuses = await Promise.all([
    server.inject({ method: "GET", url: "/things/1" }),
    server.inject({ method: "GET", url: "/stats" }),
    server.inject({ method: "OPTIONS", url: "/stats" }),
    server.inject({ method: "GET", url: "/nothing" }),
  ]);
  expect(statuses.map(({ statusCode }) => statusCode)).toEqual([200, 404, 404, 404]);
  expect(statuses[1].body).toBe(statuses[3].body);
  const wrong = await server.inject({ method: "DELETE", url: "/things/1" });
  expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
  await server.close();
});

test("[C74] an internal server has internal operations and no others", async () => {
  const { fence } = await createTestFence(routes, { surface: "internal" });
  const server = createFastifyServer(fence);
  expect((await server.inject({ method: "GET", url: "/stats" })).statusCode).toBe(200);
  expect((await server.inject({ method: "GET", url: "/things/1" })).statusCode).toBe(405);
  await server.close();
});

test("[C74] the fence itself handles no route of the other surface", async () => {
  const { send } = await createTestFence(routes);
  expect((await send({ method: "GET", target: "/stats", params: {} }, routes[2])).status).toBe(404);
});

test("[C74] credentials of the internal surface are refused in public, and their secret is not loaded there", async () => {
  const policy = serverPolicy();
  const { apiKey: scheme } = policy.schemes;
  if (scheme === undefined) throw new Error("the harness lost its API key");
  const schemes = { ...policy.schemes, apiKey: { ...scheme, surfaces: ["internal"] as const } };
  const guarded = [
    route(operation({ id: "out", authentication: required })),
    route(operation({ id: "in", surface: "internal", authentication: required })),
  ];
  const headers = [["x-api-key", apiKey]] as const;
  const outside = await createTestFence(guarded, { policy: { ...policy, schemes } });
  const refused = await outside.send({ headers }, guarded[0]);
  expect(refused.status).toBe(401);
  expect(refused.header("www-authenticate")).toBeUndefined();
  expect(outside.log.lines.map((line) => line["secret"]).filter(Boolean)).toEqual(["JWT_KEYS"]);
  const inside = await createTestFence(guarded, { policy: { ...policy, schemes }, surface: "internal" });
  expect((await inside.send({ headers }, guarded[1])).status).toBe(200);
});
