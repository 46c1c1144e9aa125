import type { JsonObject } from "../../../src/document/document.js";
import { openDocument, openOperation } from "../../support/generated-server.js";

export const edgeHost = "api.example.com";
export const edgeLimit = 20;
/** What few operations are held to. */
export const tightLimit = 3;

/** An API below a path, with a tight limit by address, an operation that is not held to it, and an internal one. */
export function edgeDocument(tls: "intermediate" | "modern"): JsonObject {
  const parameter = { in: "path", name: "name", required: true, schema: { type: "string", maxLength: 99 } };
  const document = openDocument({
    "/who": { get: openOperation("who") },
    "/names/{name}": { get: openOperation("name", { parameters: [parameter] }) },
    "/take": {
      post: openOperation("take", { requestBody: { content: { "application/json": { schema: {} } } } }),
    },
    "/free": { get: held(openOperation("free"), ["default"]) },
    "/login": { get: held(openOperation("login"), ["tight"]) },
    "/guess/{name}": { get: held(openOperation("guess", { parameters: [parameter] }), ["tight"]) },
    "/loose/{name}": { get: held(openOperation("loose", { parameters: [parameter] }), ["default"]) },
    "/loose/held": { get: openOperation("held") },
    "/{name}/a/held": { get: held(openOperation("any", { parameters: [parameter] }), ["default"]) },
    "/loosely/{name}/held": { get: openOperation("heldToo", { parameters: [parameter] }) },
    "/last": { get: held(openOperation("last"), ["default"]) },
    "/stats": { get: { ...openOperation("stats"), "x-internal": true } },
  });
  const security = document["x-security"] as JsonObject;
  return {
    ...document,
    servers: [{ url: `https://${edgeHost}/v1` }],
    "x-security": {
      ...security,
      disclosure: { contact: ["mailto:security@example.com"], validFor: "30d" },
      limits: { body: "16KiB" },
      rateLimits: {
        ...(security["rateLimits"] as JsonObject),
        edge: { by: "address", limit: edgeLimit, window: "10m", at: "edge" },
        tight: { by: "address", limit: tightLimit, window: "90s", at: "edge" },
      },
      transport: { tls, proxies: ["127.0.0.1/32"] },
    },
  };
}

function held(operation: JsonObject, rateLimit: readonly string[]): JsonObject {
  return { ...operation, "x-security": { ...(operation["x-security"] as JsonObject), rateLimit } };
}

/** Every handler answers what the server takes for the address of its caller. */
export const edgeMain = `
const body = ({ request, params }) => ({ address: request.address, ...params });
const handlers = Object.fromEntries(
  Object.keys(api.policy.operations).map((id) => [id, async (context) => ({ status: 200, body: body(context) })]),
);
await listen(await api.createServer({ handlers }));
`;
