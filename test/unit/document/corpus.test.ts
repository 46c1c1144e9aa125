import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadDocument } from "../../../src/document/load.js";
import { resolve } from "../../../src/document/reference.js";
import { walk } from "../../../src/document/walk.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../../support/shared.js";

interface Entry {
  readonly file: string;
  readonly openapi: string;
}

/** Documents with faults at the source, and what is found in each; `openapi-deviation` refuses none. */
const faulty: Readonly<Record<string, readonly string[]>> = {
  // References leave the folder of the entry; they load with `root` set to the folder above.
  "camara/quality-on-demand/API_definitions/quality-on-demand.yaml": ["reference-escapes"],
  "ga4gh/drs/data_repository_service.openapi.yaml": ["reference-escapes"],
  // `#/components/schemas/custom_attributes` does not exist.
  "intercom/intercom-2.11.yaml": ["reference-missing"],
  // Operations without responses in 3.0, a parameter among the schemas, properties with `required: true`.
  "hey-api/full-3.0/full.yaml": ["openapi-deviation"],
  // `version: 1` is a number.
  "hey-api/transforms-read-write-3.1.yaml": ["openapi-deviation"],
  // A link that does not exist, a header without schema and content.
  "pb33f/all-the-components.yaml": ["openapi-deviation", "unknown-dialect"],
  // Defaults that are null where null is not allowed.
  "readme/schema-types-3.1.json": ["openapi-deviation"],
  // Descriptions that are null.
  "meilisearch/meilisearch.json": ["openapi-deviation"],
  // A media type without a name.
  "owasp/crapi.json": ["openapi-deviation"],
};

const cwd = sharedPath("corpus");
const entries = sharedIsPresent
  ? (JSON.parse(readFileSync(sharedPath("corpus/manifest.json"), "utf8")) as readonly Entry[])
  : [];

describe.skipIf(!sharedIsPresent)(`documents from elsewhere${sharedNote}`, () => {
  it.each(entries)("$file", { timeout: 120_000 }, async ({ file, openapi }) => {
    const { document, diagnostics, inputs } = await loadDocument({ entry: file, overlays: [], cwd });
    expect([...new Set(diagnostics.map(({ rule }) => rule))].sort()).toEqual(faulty[file] ?? []);
    for (const { location } of diagnostics) {
      const lines = inputs.find(({ path }) => path === location.file)?.text.split("\n");
      const marked = lines?.[location.line - 1]?.slice(
        location.column - 1,
        location.column - 1 + location.length,
      );
      expect(marked).toHaveLength(location.length);
    }
    if (document === null) return;
    expect(openapi.startsWith(document.version)).toBe(true);
    const odd: string[] = [];
    walk(document.root, ({ reference, kind }) => {
      if (reference === null) return;
      if (kind === "pathItem" || !/^#\/components\/[a-zA-Z]+\/[^/]+$/u.test(reference)) odd.push(reference);
      resolve(document.root, reference);
    });
    expect(odd).toEqual([]);
  });

  it("loads the one whose references lead to a folder beside it, when that is allowed", async () => {
    const entry = "camara/quality-on-demand/API_definitions/quality-on-demand.yaml";
    const loaded = await loadDocument({ entry, overlays: [], cwd, root: "camara/quality-on-demand" });
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.inputs).toHaveLength(3);
  });
});
