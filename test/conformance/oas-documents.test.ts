import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hasErrors } from "../../src/diagnostics/create.js";
import { loadDocument } from "../../src/document/load.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

const folders = {
  pass: ["3.0/_archive_/schemas/v3.0/pass", "3.1/tests/schema/pass", "3.2/tests/schema/pass"],
  fail: ["3.1/tests/schema/fail", "3.2/tests/schema/fail"],
};

/** A reference to another host, which only a user can allow. */
const needsHost = "security-scheme-object-examples.yaml";

function filesOf(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe.skipIf(!sharedIsPresent)(`OpenAPI documents of the specification${sharedNote}`, () => {
  it("are there", () => {
    const count = (kind: "pass" | "fail"): number =>
      folders[kind].flatMap((folder) => filesOf(sharedPath(`vectors/oas-documents/${folder}`))).length;
    expect(count("pass")).toBeGreaterThanOrEqual(78);
    expect(count("fail")).toBeGreaterThanOrEqual(40);
  });

  describe.each(folders.pass)("accepted: %s", (folder) => {
    const cwd = sharedPath(`vectors/oas-documents/${folder}`);
    it.each(filesOf(cwd))("%s", async (entry) => {
      const { diagnostics } = await loadDocument({ entry, overlays: [], cwd });
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.map(({ rule }) => rule)).toEqual(entry === needsHost ? ["reference-escapes"] : []);
    });
  });

  describe.each(folders.fail)("refused: %s", (folder) => {
    const cwd = sharedPath(`vectors/oas-documents/${folder}`);
    it.each(filesOf(cwd))("%s", async (entry) => {
      const { diagnostics, document } = await loadDocument({ entry, overlays: [], cwd });
      expect(hasErrors(diagnostics)).toBe(true);
      expect(document).toBeNull();
    });
  });
});
