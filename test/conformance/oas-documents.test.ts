import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadDocument } from "../../src/document/load.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

const folders = ["3.0/_archive_/schemas/v3.0/pass", "3.1/tests/schema/pass", "3.2/tests/schema/pass"].map(
  (folder) => `vectors/oas-documents/${folder}`,
);

/** What the published schema lets pass, although the text of the specification does not, or it refers to another host. */
const refused: Readonly<Record<string, string>> = {
  "security-scheme-object-examples.yaml": "reference-escapes",
  "3.1/style-defaults.yaml": "openapi-structure",
};

describe.skipIf(!sharedIsPresent).each(folders)(
  `OpenAPI documents of the specification: %s${sharedNote}`,
  (folder) => {
    const cwd = sharedPath(folder);
    const version = folder.split("/")[2] ?? "";
    const files = existsSync(cwd) ? readdirSync(cwd) : [];

    it.each(files)("%s", async (entry) => {
      const { diagnostics } = await loadDocument({ entry, overlays: [], cwd });
      expect([...new Set(diagnostics.map(({ rule }) => rule))].join()).toBe(
        refused[entry] ?? refused[`${version}/${entry}`] ?? "",
      );
    });
  },
);
