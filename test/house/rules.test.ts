import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ruleIds } from "../../src/diagnostics/rules.js";
import { projectFolder, sourceFiles } from "../support/sources.js";

const files = sourceFiles("src").filter(({ path }) => !path.startsWith("src/runtime/"));
const elsewhere = files.filter(({ path }) => path !== "src/diagnostics/rules.ts");

describe("the rule table", () => {
  it("has no row that nothing uses", () => {
    expect(ruleIds.filter((id) => !elsewhere.some(({ text }) => text.includes(`"${id}"`)))).toEqual([]);
  });

  it("has a folder of bad input for every rule that a document can break", () => {
    const isAboutDocuments = (id: string): boolean => !id.startsWith("output-");
    const missing = ruleIds
      .filter(isAboutDocuments)
      .filter((id) => !existsSync(path.join(projectFolder, "test/negative", id)));
    expect(missing).toEqual([]);
  });

  it("has a row for every folder of bad input", () => {
    const folders = readdirSync(path.join(projectFolder, "test/negative"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.filter((name) => !(ruleIds as readonly string[]).includes(name))).toEqual([]);
  });
});
