import { expect, test } from "vitest";
import { createFastifyServer } from "../../../../src/runtime/fastify/server.js";
import { createTestFence, operation, route } from "../core/harness.js";

test("closing ends idle connections at once and lets running requests end", async () => {
  let release: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (release = resolve));
  const slow = operation({ id: "slow", path: "/slow", parameters: [] });
  const handler = async () => {
    await running;
    return { status: 200, body: { id: "1" } };
  };
  const { fence } = await createTestFence([route(operation()), route(slow, { handler })]);
  const server = createFastifyServer(fence);
  const base = await server.listen({ host: "127.0.0.1", port: 0 });
  await (await fetch(`${base}/things/1`)).text();
  const pending = fetch(`${base}/slow`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const started = performance.now();
  const closed = server.close();
  release();
  expect((await pending).status).toBe(200);
  await closed;
  expect(performance.now() - started).toBeLessThan(3_000);
});
