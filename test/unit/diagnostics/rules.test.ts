import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ruleIds, ruleOf, rules } from "../../../src/diagnostics/rules.js";

const folder = fileURLToPath(new URL("../../../src/", import.meta.url));

describe("the rule table", () => {
  it.each(ruleIds)("%s is a kebab-case id with a title and a help of whole words", (id) => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z0-9]+)*$/u);
    expect(rules[id].title).toMatch(/^[A-Z`].*[^.]$/u);
    expect(rules[id].help).toMatch(/^[A-Z`].*[.`]$/u);
  });

  it("knows no rule by a name that every object inherits", () => {
    expect(ruleOf("constructor")).toBeUndefined();
    expect(ruleOf("syntax-error")?.severity).toBe("error");
  });

  it("has no row that nothing reports", () => {
    const source = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith("rules.ts"))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
    expect(ruleIds.filter((id) => !source.includes(`"${id}"`))).toEqual([]);
  });
});
