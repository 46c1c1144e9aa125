import { describe, expect, it } from "vitest";
import { importedPackages, installLine, moduleHint } from "../../../src/cli/dependencies.js";
import type { EmittedFile } from "../../../src/emit/plan.js";
import { scratchFolder } from "../../support/scratch.js";

const file = (text: string, path = "runtime/core/a.ts"): EmittedFile => ({
  area: "api",
  path,
  text,
  ownership: "generated",
});

const files = [
  file('import fastify from "fastify";\nimport type { Pool } from "pg";\nimport { a } from "./b.js";'),
  file(
    'export { b } from "@electric-sql/pglite/node-postgres";\nimport { hash } from "node:crypto";\nimport {\n  c,\n} from "kysely";',
  ),
  file('const { d } = await import("jose");\n// from here on\nconst text = "from nowhere";'),
];

describe("packages of the generated code", () => {
  it("are those that it imports", () => {
    expect(importedPackages(files)).toEqual(["@electric-sql/pglite", "fastify", "jose", "kysely", "pg"]);
  });

  it("are never named by text of the document", () => {
    const text =
      'export const policy = { reason: "see \\nimport a from \\"evil\\"", action: "from" };\nimport evil from "evil";';
    expect(importedPackages([file(text, "policy.ts")])).toEqual([]);
  });

  it("are named in one line, with the versions that are tested", () => {
    const folder = scratchFolder({
      "package.json":
        '{ "dependencies": { "pg": "8" }, "devDependencies": { "jose": "6", "@types/node": "20" } }',
    });
    expect(installLine(importedPackages(files), `${folder}/src/api`, "22.1.0")).toMatch(
      /^npm install "@electric-sql\/pglite@\^[\d.]+" "fastify@\^5[\d.]*" "kysely@\^[\d.]+" && npm install --save-dev "@types\/pg@\^[\d.]+"$/,
    );
  });

  it("need one more pin before Node 22", () => {
    expect(
      installLine(importedPackages(files), scratchFolder({ "package.json": "{}" }), "20.19.0"),
    ).toContain(" light-my-request@6.6.0");
  });

  it("leave nothing to say where all are there", () => {
    const all = Object.fromEntries(
      [...importedPackages(files), "@types/node", "@types/pg"].map((name) => [name, "*"]),
    );
    const folder = scratchFolder({ "package.json": JSON.stringify({ dependencies: all }) });
    expect(installLine(importedPackages(files), folder, "20.19.0")).toBeNull();
  });
});

describe("a project that Node takes for CommonJS", () => {
  it.each(["{}", '{ "type": "commonjs" }'])("is told so: %s", (text) => {
    expect(moduleHint(`${scratchFolder({ "package.json": text })}/src/api`)).toContain('"type": "module"');
  });

  it("is none where the package says that it is made of modules", () => {
    expect(moduleHint(scratchFolder({ "package.json": '{ "type": "module" }' }))).toBeNull();
  });
});
