import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decoding } from "../../../src/document/decoding.js";

const lines = fc
  .array(fc.constantFrom("a: b", "", "ü: ☃", "\ufeff", "\u{1f600}", "\r"), { maxLength: 12 })
  .map((all) => all.join("\n"));

describe("Decoding", () => {
  it("reads a file after any saves as it reads it at once", () => {
    fc.assert(
      fc.property(
        fc.array(lines, { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        (saves, length) => {
          const decoding = new Decoding(length);
          for (const text of saves) expect(decoding.read(Buffer.from(text))).toBe(text);
        },
      ),
    );
  });

  it("tells what is no text, and reads on when it is some again", () => {
    const decoding = new Decoding(2);
    expect(decoding.read(Buffer.from("a\nb\nc\n"))).toBe("a\nb\nc\n");
    expect(decoding.read(Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x63, 0x0a]))).toBeNull();
    expect(decoding.read(Buffer.from([0x61, 0x0a, 0x00, 0x0a, 0x63, 0x0a]))).toBeNull();
    expect(decoding.read(Buffer.from([0x61, 0x0a, 0xe2, 0x0a, 0x98, 0x83]))).toBeNull();
    expect(decoding.read(Buffer.from("a\n☃\nc\n"))).toBe("a\n☃\nc\n");
    expect(decoding.read(Buffer.alloc(0))).toBe("");
  });
});
