import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { writeLoose } from "../../../src/output/loose.js";
import { readTree, scratchFolder } from "../../support/scratch.js";

describe("files beside the generated code", () => {
  it("are written, with the folders that they need", () => {
    const cwd = scratchFolder({ "old.txt": "old" });
    writeLoose([
      { absolutePath: path.join(cwd, "a/b/new.txt"), text: "new", before: null },
      { absolutePath: path.join(cwd, "old.txt"), text: "newer", before: "old" },
    ]);
    expect(readTree(cwd)).toEqual({ "a/b/new.txt": "new", "old.txt": "newer" });
  });

  it("are all as they were where one cannot be put into its place", () => {
    const cwd = scratchFolder({ "old.txt": "old" });
    mkdirSync(path.join(cwd, "folder/inside"), { recursive: true });
    const files = ["old.txt", "new.txt", "folder"].map((name) => ({
      absolutePath: path.join(cwd, name),
      text: "new",
      before: name === "old.txt" ? "old" : null,
    }));
    expect(() => {
      writeLoose(files);
    }).toThrow(/^cannot write .*folder/u);
    expect(readTree(cwd)).toEqual({ "old.txt": "old" });
  });
});
