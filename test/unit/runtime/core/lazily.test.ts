import { describe, expect, test } from "vitest";
import { lazily } from "../../../../src/runtime/core/lazily.js";
import type { UntypedHandler } from "../../../../src/runtime/core/route.js";
import type { ResponseShapes } from "../../../../src/runtime/core/answer-shape.js";
import { json } from "../../../../src/runtime/core/shape.js";
import { createTestFence, operation, route } from "./harness.js";

const responses: ResponseShapes = { "200": { "application/json": { kind: "json", shape: json } } };
const get = async () => ({ status: 200, body: "here" });

interface Handlers {
  readonly getThing: UntypedHandler;
}

/** A fence around one lazy handler, and how often its module was asked for. */
async function fenceAround(load: () => Promise<unknown>, eager = false) {
  const loads = { count: 0 };
  const { getThing } = lazily<Handlers>({
    getThing: async () => {
      loads.count += 1;
      return (await load()) as UntypedHandler;
    },
  });
  const thing = route(operation({ id: "getThing", path: "/thing", parameters: [] }), {
    handler: getThing,
    responses,
  });
  return { loads, ...(await createTestFence([thing], { eager })) };
}

describe("lazy handlers", () => {
  test("are loaded by the first call, not by the start", async () => {
    const { send, loads } = await fenceAround(async () => get);
    expect(loads.count).toBe(0);
    expect((await send()).status).toBe(200);
    expect(loads.count).toBe(1);
  });

  test.each([
    ["cannot be loaded", () => Promise.reject(new SyntaxError("unexpected token"))],
    ["exports no handler", async () => undefined],
  ])("answer 500, and open nothing, where their module %s", async (_, load) => {
    const { send } = await fenceAround(load);
    expect((await send()).status).toBe(500);
  });

  test("are loaded before the start where that is asked for, and refuse it where they cannot be", async () => {
    expect((await fenceAround(async () => get, true)).loads.count).toBe(1);
    const broken = fenceAround(() => Promise.reject(new SyntaxError("unexpected token")), true);
    await expect(broken).rejects.toThrow("getThing: SyntaxError: unexpected token");
  });

  test("are loaded in the background of a server that listens; what cannot be is logged", async () => {
    const { fence, log } = await fenceAround(() => Promise.reject(new SyntaxError("unexpected token")));
    fence.warmUp();
    await expect
      .poll(() => log.lines, { timeout: 5_000 })
      .toContainEqual(expect.objectContaining({ event: "sys_crash", operation: "getThing" }));
  });
});
