import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Leisure } from "../../../src/cli/leisure.js";

describe("work that can wait", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is done after a second of quiet, of each name the latest only", () => {
    const done: string[] = [];
    const leisure = new Leisure();
    leisure.add("a", () => done.push("a1"));
    leisure.add("b", () => done.push("b"));
    leisure.add("a", () => done.push("a2"));
    vi.advanceTimersByTime(900);
    leisure.putOff();
    vi.advanceTimersByTime(900);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(done).toEqual(["a2", "b"]);
    leisure.putOff();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is done at once when everything stops, and afterwards", () => {
    const done: string[] = [];
    const leisure = new Leisure();
    leisure.add("a", () => done.push("a"));
    leisure.stop();
    leisure.add("b", () => done.push("b"));
    expect(done).toEqual(["a", "b"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
