import { describe, expect, test } from "vitest";
import { createKeySource } from "../../../../../src/runtime/core/authentication/key-source.js";
import type { KeyRing } from "../../../../../src/runtime/core/authentication/key-ring.js";

const hour = 3_600_000;
const key = (id: string): KeyRing[number] => ({ id, algorithm: "ES256", key: new Uint8Array(1) });
const hint = (kid: string) => ({ alg: "ES256", kid });

function setUp(stale = hour) {
  const source = { time: 0, ring: [key("a")] as KeyRing, fetches: 0, up: true, hangs: false };
  const events: string[] = [];
  const find = createKeySource(
    async () => {
      source.fetches += 1;
      if (source.hangs) await new Promise(() => undefined);
      if (!source.up) throw new Error("away");
      return source.ring;
    },
    {
      clock: () => source.time,
      stale,
      onLost: () => events.push("lost"),
      onBack: () => events.push("back"),
    },
  );
  return { source, events, find };
}

describe("keys of a source", () => {
  test("are fetched once for everybody who asks, and anew after ten minutes", async () => {
    const { source, find } = setUp();
    const found = await Promise.all(Array.from({ length: 50 }, () => find(hint("a"))));
    expect(found.every((keys) => keys.length === 1)).toBe(true);
    expect(source.fetches).toBe(1);
    source.time += 600_000;
    await find(hint("a"));
    expect(source.fetches).toBe(1);
    source.time += 1;
    await find(hint("a"));
    expect(source.fetches).toBe(2);
  });

  test("that rotate are found at once, though invented ids make for two fetches a minute at most", async () => {
    const { source, find } = setUp();
    await find(hint("a"));
    source.time += 30_000;
    source.ring = [key("b")];
    expect(await find(hint("b"))).toHaveLength(1);
    expect(await find(hint("a"))).toHaveLength(0);
    for (let index = 0; index < 100; index += 1) expect(await find(hint(`x${String(index)}`))).toEqual([]);
    expect(source.fetches).toBe(2);
  });

  test("outlive their source for the stated time, and not longer", async () => {
    const { source, find, events } = setUp();
    await find(hint("a"));
    source.up = false;
    for (const minutes of [11, 30, 69]) {
      source.time = minutes * 60_000;
      expect(await find(hint("a"))).toHaveLength(1);
      // The source may know this one, so nothing is said about it.
      await expect(find(hint("new"))).rejects.toThrow("away");
    }
    source.time = 70 * 60_000 + 1;
    await expect(find(hint("a"))).rejects.toThrow("away");
    expect(source.fetches).toBeLessThan(10);
    source.up = true;
    source.time += 5_000;
    expect(await find(hint("a"))).toHaveLength(1);
    expect(events).toEqual(["lost", "back"]);
  });

  test("are not waited for while old ones can be used", async () => {
    const { source, find } = setUp();
    await find(hint("a"));
    source.hangs = true;
    source.time = 11 * 60_000;
    const since = performance.now();
    const found = await Promise.all([find(hint("a")), find(hint("a")), find(hint("a"))]);
    expect(found.map((keys) => keys.length)).toEqual([1, 1, 1]);
    // The first second of an attempt is waited for, once.
    expect(await find(hint("a"))).toHaveLength(1);
    expect(performance.now() - since).toBeLessThan(4_000);
    expect(source.fetches).toBe(2);
  });
});
