import { expect, test } from "vitest";
import { serve } from "../../../../src/runtime/fastify/serve.js";
import { createFastifyServer } from "../../../../src/runtime/fastify/server.js";
import { createTestFence, operation, route } from "../core/harness.js";

async function setUp(): Promise<{ app: ReturnType<typeof createFastifyServer>; release: () => void }> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow = operation({ id: "slow", path: "/slow", parameters: [] });
  const handler = async () => {
    await held;
    return { status: 200, body: { id: "1" } };
  };
  const { fence } = await createTestFence([route(operation()), route(slow, { handler })]);
  return { app: createFastifyServer(fence), release: () => release() };
}

test("draining: not ready, still answering, every answer closes its connection; then no more", async () => {
  const { app, release } = await setUp();
  const { address, drain, drained } = await serve(app, { port: 0, drain: { delay: 400, deadline: 5_000 } });
  expect((await fetch(`${address}/-/ready`)).status).toBe(200);
  const running = fetch(`${address}/slow`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  void drain();
  expect((await fetch(`${address}/-/ready`)).status).toBe(503);
  const late = await fetch(`${address}/things/1`);
  expect([late.status, late.headers.get("connection")]).toEqual([200, "close"]);
  await new Promise((resolve) => setTimeout(resolve, 600));
  await expect(fetch(`${address}/things/1`)).rejects.toThrow();
  release();
  expect((await running).status).toBe(200);
  expect(await drained).toEqual({ broken: 0 });
});

test("draining: what still runs at the deadline is broken off, and counted", async () => {
  const { app } = await setUp();
  const { address, drain } = await serve(app, { port: 0, drain: { delay: 0, deadline: 300 } });
  const running = fetch(`${address}/slow`);
  const failure = expect(running).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await drain()).toEqual({ broken: 1 });
  await failure;
});

test("draining: a signal begins it, and the listeners go with it", async () => {
  const { app } = await setUp();
  const before = process.listenerCount("SIGUSR2");
  const { drained } = await serve(app, { port: 0, signals: ["SIGUSR2"], drain: { delay: 0 } });
  process.kill(process.pid, "SIGUSR2");
  expect(await drained).toEqual({ broken: 0 });
  expect(process.listenerCount("SIGUSR2")).toBe(before);
});
