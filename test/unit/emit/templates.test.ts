import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { render } from "../../../src/emit/templates.js";

const folder = fileURLToPath(new URL("../../../templates/", import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith(".hbs"));

/** What is wrong with a template, in words; blocks may stand in one another, but not three deep. */
function faults(program: hbs.AST.Program, depth = 0): readonly string[] {
  return program.body.flatMap((statement) => {
    switch (statement.type) {
      case "ContentStatement":
      case "CommentStatement":
        return [];
      case "MustacheStatement": {
        const { escaped, path, params } = statement as hbs.AST.MustacheStatement;
        const helper = (path as hbs.AST.PathExpression).original;
        if (!escaped) return ["triple-stash"];
        return params.length > 0 && !["lit", "doc"].includes(helper) ? [`helper ${helper}`] : [];
      }
      case "BlockStatement": {
        const { path, program: inner, inverse } = statement as hbs.AST.BlockStatement;
        const helper = (path as hbs.AST.PathExpression).original;
        const parts = [inner, ...((inverse as hbs.AST.Program | undefined) === undefined ? [] : [inverse])];
        return [
          ...(["each", "if"].includes(helper) ? [] : [`block ${helper}`]),
          ...(depth >= 2 ? ["three blocks deep"] : []),
          ...parts.flatMap((part) => faults(part, depth + 1)),
        ];
      }
      default:
        return [statement.type];
    }
  });
}

describe("templates", () => {
  it.each(files)("%s is free of logic", (file) => {
    expect(faults(Handlebars.parse(readFileSync(folder + file, "utf8")))).toEqual([]);
  });

  it.each([
    ["{{{raw}}}", "triple-stash"],
    ["{{&raw}}", "triple-stash"],
    ["{{#unless a}}{{/unless}}", "block unless"],
    ["{{#with a}}{{/with}}", "block with"],
    ["{{> partial}}", "PartialStatement"],
    ["{{lookup a b}}", "helper lookup"],
    ["{{#if a}}{{#if b}}{{#if c}}{{/if}}{{/if}}{{/if}}", "three blocks deep"],
  ])("the check sees %s", (text, fault) => {
    expect(faults(Handlebars.parse(text))).toContain(fault);
  });

  it("throws where a view lacks what a template names", () => {
    expect(() => render("handler", { imports: "", documentation: "" })).toThrow("declaration");
    expect(() => render("handlers-index", { imports: [] })).toThrow("lacks");
    expect(() => render("validators", { imports: [], core: "", extension: "" })).toThrow("lacks");
  });
});
