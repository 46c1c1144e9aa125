import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { describe, expect, it } from "vitest";
import { loadDocument } from "../../src/document/load.js";
import { emit, type EmittedFile } from "../../src/emit/plan.js";
import { buildModel } from "../../src/model/build.js";
import { lintErrors, typeErrors, writeProject } from "../support/compile.js";

/**
 * A case is a folder with a document and what is to come out of it, the copied runtime aside. `UPDATE_GOLDEN=1` writes
 * what does come out: read the difference before you commit it.
 */
const folder = fileURLToPath(new URL("./", import.meta.url));
const cases = readdirSync(folder).filter((name) => existsSync(`${folder}${name}/openapi.yaml`));

async function generate(name: string): Promise<readonly EmittedFile[]> {
  const { document, diagnostics } = await loadDocument({
    entry: "openapi.yaml",
    overlays: [],
    cwd: folder + name,
  });
  expect(diagnostics).toEqual([]);
  if (document === null) throw new Error(`${name} could not be loaded`);
  const built = buildModel(document);
  expect(built.diagnostics).toEqual([]);
  return emit(built.model, { framework: "fastify", importExtension: "js", handlersImport: "../api" });
}

function expectedFiles(expected: string): readonly string[] {
  return readdirSync(expected, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(expected.length));
}

function update(expected: string, files: readonly { path: string; text: string }[]): void {
  rmSync(expected, { recursive: true, force: true });
  for (const { path, text } of files) {
    mkdirSync(dirname(expected + path), { recursive: true });
    writeFileSync(expected + path, text);
  }
}

describe.each(cases)("%s", { timeout: 180_000 }, (name) => {
  it("comes out as expected, type-checks, lints and needs no formatting", async () => {
    const files = (await generate(name)).map(({ area, path, text }) => ({ path: `${area}/${path}`, text }));
    const ours = files.filter(({ path }) => !path.startsWith("api/runtime/"));
    const expected = `${folder}${name}/expected/`;
    if (process.env["UPDATE_GOLDEN"] === "1") update(expected, ours);
    expect([...expectedFiles(expected)].sort()).toEqual(ours.map(({ path }) => path).sort());
    for (const { path, text } of ours) expect(text, path).toBe(readFileSync(expected + path, "utf8"));
    const project = writeProject(`golden-${name}`, files);
    expect(typeErrors(project, files)).toEqual([]);
    const linted = ours.filter(({ path }) => path.endsWith(".ts") && !path.includes("/validators/"));
    expect(await lintErrors(project, linted)).toEqual([]);
    for (const { path, text } of linted) {
      expect(await prettier.format(text, { parser: "babel-ts" }), path).toBe(text);
    }
  });
});
