import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineStarts } from "../../../src/diagnostics/lines.js";
import { changeBetween, tracking } from "../../../src/diagnostics/text-change.js";

/** Long enough to be kept. */
const long = Array.from({ length: 12_000 }, (_, index) => `line ${String(index)} of a text, é\n`).join("");

const edit = fc.record({
  at: fc.nat(long.length - 1),
  cut: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  put: fc.constantFrom("", "\n", "x", "\n\n\n", "some\nlines\n", "é"),
});

function edited(text: string, { at, cut, put }: { at: number; cut: number; put: string }): string {
  return text.slice(0, at) + put + text.slice(at + cut);
}

function startsOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)];
}

describe("what tells two versions of a text apart", () => {
  it("turns the one into the other", () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
        const now = edits.reduce(edited, long);
        const { start, end, growth } = changeBetween(long, now);
        expect(long.slice(0, start) + now.slice(start, end + growth) + long.slice(end)).toBe(now);
      }),
      { numRuns: 30 },
    );
  });

  it("is what line starts are found by, which are those of the whole text after any edits", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = long;
        for (const each of edits) {
          text = edited(text, each);
          expect([...lineStarts(text)]).toEqual(startsOf(text));
        }
      }),
      { numRuns: 20 },
    );
    expect([...lineStarts("")]).toEqual([0]);
    expect([...lineStarts("a\r\n\nb")]).toEqual([0, 3, 4]);
  });

  it("is told of an earlier version of the same text, not of another one", () => {
    const told: boolean[] = [];
    const length = tracking(
      (text) => {
        told.push(false);
        return text.length;
      },
      (_, before, { growth }) => {
        told.push(true);
        return before + growth;
      },
    );
    const other = "y".repeat(long.length * 2);
    expect([long, other, `${long}.`, `${other}.`, long].map(length)).toEqual([
      long.length,
      other.length,
      long.length + 1,
      other.length + 1,
      long.length,
    ]);
    expect(told).toEqual([false, false, true, true, true]);
  });
});
