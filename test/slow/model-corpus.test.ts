import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checks } from "../../src/checks/table.js";
import { loadDocument } from "../../src/document/load.js";
import { buildModel } from "../../src/model/build.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

const documents = sharedIsPresent ? openApiDocuments(sharedPath("corpus")) : [];

describe.skipIf(!sharedIsPresent)(`documents that nobody here wrote${sharedNote}`, () => {
  test.each(documents)(
    "%s has a model with unique names and references that resolve",
    { timeout: 120_000 },
    async (path) => {
      const { document } = await loadDocument({
        entry: sharedPath(`corpus/${path}`),
        overlays: [],
        cwd: sharedPath("corpus"),
      });
      if (document === null) return;
      const { model } = buildModel(document);
      for (const { judge } of checks) expect(() => judge({ model, document })).not.toThrow();
      expectUnique(model.operations.map(({ id }) => id));
      expectUnique(model.operations.map(({ fileName }) => fileName));
      expectUnique(model.schemas.variants.map(({ name }) => name));
      const defined = new Set(model.schemas.variants.map(({ name }) => `#/components/schemas/${name}`));
      const text = JSON.stringify([model.schemas, model.operations, model.resources]);
      const references = [...text.matchAll(/"\$ref":"([^"]*)"/gu)].map((match) => match[1] ?? "");
      expect(references.filter((reference) => !defined.has(reference))).toEqual([]);
      expect(text).not.toContain("\\u0000");
    },
  );

  test("there are many of them", () => {
    expect(documents.length).toBeGreaterThan(50);
  });
});

function expectUnique(names: readonly string[]): void {
  const folded = names.map((name) => name.toLowerCase());
  expect(folded.filter((name, index) => folded.indexOf(name) !== index)).toEqual([]);
}

function openApiDocuments(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(?:ya?ml|json)$/u.test(name),
  );
  return files
    .filter((name) => /["']?openapi["']?\s*:/u.test(readFileSync(`${folder}/${name}`, "utf8").slice(0, 3000)))
    .sort();
}
