import { describe, expect, test } from "vitest";
import { departures, steps } from "../../../../src/runtime/core/pipeline.js";
import { notFound } from "../../../../src/runtime/core/result.js";
import {
  answering,
  createKeys,
  createTestFence,
  incoming,
  mint,
  operation,
  readable,
  route,
} from "./harness.js";

const secured = operation({
  authentication: { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] },
});

describe("pipeline", () => {
  test("keeps its order", () => {
    const names = steps.map((step) => step.name);
    expect(names).toEqual([
      "correlate",
      "locateClient",
      "requireTransport",
      "applyCors",
      "limitAddress",
      "requireHost",
      "authenticate",
      "refuseForgery",
      "limitPrincipal",
      "refuseClosed",
      "requireRights",
      "negotiate",
      "readParameters",
      "readBody",
      "guardFields",
      "validate",
      "limitRequest",
      "openAccess",
      "bindIds",
      "callHandler",
      "selectAnswer",
    ]);
    expect(departures).toHaveLength(5);
  });

  test("answers an honest request", async () => {
    const { send } = await createTestFence([route(operation())]);
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.json()).toEqual({ id: "1" });
  });

  test("[C13] gives handlers of protected operations the principal", async () => {
    const keys = await createKeys();
    const seen: unknown[] = [];
    const handler = async (context: { readonly principal: { readonly subject: string } | null }) => {
      seen.push(context.principal?.subject);
      return { status: 200, body: { id: "1" } };
    };
    const { send } = await createTestFence([route(secured, { handler })], { keys });
    expect((await send()).status).toBe(401);
    expect(seen).toEqual([]);
    expect((await send({ headers: [["Authorization", `Bearer ${await mint(keys)}`]] })).status).toBe(200);
    expect(seen).toEqual(["alice"]);
  });

  test("[C46] an error that a handler throws leaves no trace in the answer, but in the log", async () => {
    const handler = async () => {
      throw new Error("connection to db-7 failed");
    };
    const { send, log } = await createTestFence([route(operation(), { handler })]);
    const response = await send();
    expect(response.status).toBe(500);
    expect(String(response.body)).toBe('{"type":"about:blank","title":"Internal Server Error","status":500}');
    expect(log.lines.at(-1)).toMatchObject({
      event: "sys_crash",
      requestId: response.header("x-request-id"),
      error: { name: "Error" },
    });
  });

  test("[C46] a problem of the handler is rendered as problem details", async () => {
    const { send } = await createTestFence([route(operation(), { handler: answering(notFound()) })]);
    const response = await send();
    expect(response.header("content-type")).toBe("application/problem+json");
    expect(response.json()).toEqual({ type: "about:blank", title: "Not Found", status: 404 });
  });

  test("[C46] an answer that cannot be completed becomes a 500 that tells nothing", async () => {
    const inherited = Object.create(
      { "x-a": "1" },
      { "x-b": { enumerable: true, get: () => fail("x-secret") } },
    ) as object;
    const { send, log } = await createTestFence([
      route(operation(), {
        handler: answering({ status: 200, body: { id: "1" }, headers: inherited as never }),
      }),
    ]);
    const response = await send();
    expect(response.status).toBe(500);
    expect(String(response.body)).not.toContain("x-secret");
    expect(log.lines.at(-1)).toMatchObject({ event: "sys_crash", status: 500 });
  });

  test("answers unknown paths, wrong methods and OPTIONS", async () => {
    const { unmatched } = await createTestFence([route(operation())]);
    const at = async (method: string, target: string) =>
      readable(await unmatched(incoming({ method, target })));
    expect((await at("GET", "/nowhere")).status).toBe(404);
    const wrongMethod = await at("DELETE", "/things/1");
    expect([wrongMethod.status, wrongMethod.header("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    const options = await at("OPTIONS", "/things/1");
    expect([options.status, options.header("allow"), options.body]).toEqual([
      204,
      "GET, HEAD, OPTIONS",
      null,
    ]);
  });
});

function fail(message: string): never {
  throw new Error(message);
}
