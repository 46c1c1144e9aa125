import { describe, expect, it } from "vitest";
import { editDistance, nearest, suggestion } from "../../../src/diagnostics/suggest.js";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "abd", 1],
    ["abc", "acb", 1],
    ["ca", "abc", 3],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
  ])("%j to %j is %i", (left, right, expected) => {
    expect(editDistance(left, right, 10)).toBe(expected);
    expect(editDistance(right, left, 10)).toBe(expected);
  });

  it("stops at its bound", () => {
    expect(editDistance("kitten", "sitting", 2)).toBe(2);
    expect(editDistance("a".repeat(100_000), "b", 3)).toBe(3);
  });
});

describe("nearest", () => {
  const names = ["visibility", "sensitive", "resource", "owner"];
  it.each([
    ["visiblity", "visibility"],
    ["Resource", "resource"],
    ["onwer", "owner"],
    ["xyz", null],
    ["", null],
  ])("%j means %j", (word, expected) => {
    expect(nearest(word, names)).toBe(expected);
  });

  it("becomes a sentence, or the list of what is valid", () => {
    expect(suggestion("onwer", names)).toBe('Did you mean "owner"?');
    expect(suggestion("xyz", names)).toBe("Valid here: visibility, sensitive, resource, owner.");
  });
});
