import { describe, expect, it } from "vitest";
import { sourceFiles } from "../support/sources.js";

const files = sourceFiles("src");

/** One table, a row a rule; to split it would only hide what it is. */
const tables = ["src/diagnostics/rules.ts"];

describe("every file of src", () => {
  it("has at most 300 lines", () => {
    expect(
      files
        .filter((file) => file.text.split("\n").length > 301 && !tables.includes(file.path))
        .map((file) => file.path),
    ).toEqual([]);
  });

  it("has a name in kebab case, and is no collection of odds and ends", () => {
    const names = files.map((file) => file.path.split("/").at(-1) ?? "");
    expect(names.filter((name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(name))).toEqual([]);
    expect(
      files
        .filter((file) => /\/(?:utils?|helpers?|misc|common)(?:\.ts|\/)/.test(file.path))
        .map((file) => file.path),
    ).toEqual([]);
  });

  // Enums, namespaces and parameter properties are refused by the compiler (erasableSyntaxOnly).
  it.each([
    ["default exports", /^export default\b/m],
    ["things left for later", /\b(?:TODO|FIXME|XXX|HACK)\b/],
    ["checks that are switched off", /@ts-(?:ignore|expect-error)\b/],
  ])("has no %s", (_what, pattern) => {
    expect(files.filter((file) => pattern.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});
