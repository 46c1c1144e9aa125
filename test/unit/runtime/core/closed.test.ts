import { describe, expect, test, vi } from "vitest";
import { createFence } from "../../../../src/runtime/core/fence.js";
import {
  apiKey,
  bytes,
  createTestFence,
  jsonBody,
  operation,
  ratePolicy,
  route,
  serverPolicy,
} from "./harness.js";

const closed = "nobody has looked at it yet";
const keyed = { kind: "required", alternatives: [[{ scheme: "apiKey", grants: [] }]] } as const;
const headers = [["x-api-key", apiKey]] as const;

describe("a closed operation", () => {
  test("[C12] refuses a stranger like any other, and whoever has credentials with 403", async () => {
    const handler = vi.fn();
    const { send } = await createTestFence([
      route(operation({ authentication: keyed, closed }), { handler }),
    ]);
    expect((await send()).status).toBe(401);
    expect((await send({ headers })).status).toBe(403);
    expect(handler).not.toHaveBeenCalled();
  });

  test("refuses where no credential is asked for, and where none could be good", async () => {
    const open = operation({ closed });
    const nobody = operation({ closed, authentication: { kind: "required", alternatives: [] } });
    const { send } = await createTestFence([route(open), route(nobody)]);
    expect((await send({}, undefined)).status).toBe(403);
    const { send: sendToNobody } = await createTestFence([route(nobody)]);
    expect((await sendToNobody()).status).toBe(403);
  });

  test("boots in an API without any scheme", async () => {
    const policy = serverPolicy({ schemes: {} });
    const nobody = operation({ closed, authentication: { kind: "required", alternatives: [] } });
    const { send } = await createTestFence([route(nobody)], { policy });
    expect((await send()).status).toBe(403);
  });

  test("[C61] tells the log why, and the caller nothing", async () => {
    const { send, log } = await createTestFence([route(operation({ closed }))]);
    const answer = await send();
    expect(answer.json()).toEqual({ type: "about:blank", title: "Forbidden", status: 403 });
    expect(log.lines.at(-1)).toMatchObject({ event: "authz_fail", status: 403, reason: `closed: ${closed}` });
  });

  test("reads no body", async () => {
    const read = vi.fn();
    async function* body(): AsyncGenerator<Uint8Array> {
      read();
      yield* bytes("{}");
    }
    const { send } = await createTestFence([route(operation({ method: "POST", body: jsonBody, closed }))]);
    expect((await send({ method: "POST", body: body() })).status).toBe(403);
    expect(read).not.toHaveBeenCalled();
  });

  test("[C50] is limited before it refuses", async () => {
    const policy = serverPolicy({ rateLimits: { test: ratePolicy({ limit: 1 }) } });
    const { send } = await createTestFence([route(operation({ closed, rateLimits: ["test"] }))], { policy });
    expect((await send()).status).toBe(403);
    expect((await send()).status).toBe(429);
  });

  test("needs no handler, while an open one does not start without", async () => {
    const options = {
      policy: serverPolicy({ schemes: {} }),
      bind: () => ({ data: {}, reach: async () => "missing" as const }),
      parts: { schemes: {} },
    };
    await createFence({ ...options, routes: [route(operation({ closed }), { handler: undefined })] });
    await expect(
      createFence({ ...options, routes: [route(operation(), { handler: undefined })] }),
    ).rejects.toThrow("getThing: no handler");
  });
});
