import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { createMemoryStore } from "../../../src/runtime/core/limits/memory.js";
import type { RatePolicy } from "../../../src/runtime/core/policy.js";

const policy: RatePolicy = {
  name: "edge",
  by: { kind: "address" },
  limit: 300,
  window: 60_000,
  algorithm: "sliding-window",
  count: "requests",
  at: "edge",
};

it("[C50] counts a million addresses in the memory of a hundred thousand", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1024 ** 2;
  };
  const store = createMemoryStore();
  const before = used();
  const attack = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index += 1)
      await store.take([{ policy, key: `address 2001:db8:${index.toString(16)}::/64`, units: 1 }], index);
  };
  await attack(0, 100_000);
  const full = used() - before;
  await attack(100_000, 1_000_000);
  const after = used() - before;
  console.log(`100,000 addresses hold ${full.toFixed(1)} MiB, 1,000,000 addresses ${after.toFixed(1)} MiB`);
  expect(after).toBeLessThan(full * 1.5);
  // Whoever was seen lately is still known.
  const taking = await store.take([{ policy, key: "address 2001:db8:f423f::/64", units: 300 }], 1_000_000);
  expect(taking.kind).toBe("refused");
  await store.close();
});
