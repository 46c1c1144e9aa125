import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { JsonObject, JsonValue } from "../../src/document/document.js";
import { Origins } from "../../src/document/origins.js";
import { applyOverlays } from "../../src/document/overlay.js";
import { parseOverlay } from "../../src/document/overlay-structure.js";
import { readSource, type Source } from "../../src/document/source.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

const vectors = sharedPath("vectors/overlay");

function names(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name !== "README.md") : [];
}

function read(path: string): Source {
  const { source, diagnostics } = readSource(path, vectors, null);
  if (source === null) throw new Error(JSON.stringify(diagnostics));
  return source;
}

describe.skipIf(!sharedIsPresent)(`Overlay Specification${sharedNote}`, () => {
  const sets = names(`${vectors}/compliant-sets`);

  it("has vectors", () => {
    expect(sets.length).toBeGreaterThanOrEqual(8);
  });

  it.each(sets)("applies %s", (set) => {
    const folder = `${vectors}/compliant-sets/${set}`;
    const entry = read(`${folder}/openapi.yaml`);
    const findings: unknown[] = [];
    const applied = applyOverlays(
      entry.value as JsonObject,
      entry,
      [read(`${folder}/overlay.yaml`)],
      new Origins(),
      (each) => {
        findings.push(each.message);
      },
    );
    expect(findings).toEqual([]);
    expect(applied).toEqual(parse(readFileSync(`${folder}/output.yaml`, "utf8")) as JsonValue);
  });

  describe.each(["v1.0", "v1.1"])("%s", (version) => {
    it.each(names(`${vectors}/tests/${version}/pass`))("accepts %s", (name) => {
      expect(parseOverlay(read(`${vectors}/tests/${version}/pass/${name}`).value).mistakes).toEqual([]);
    });

    it.each(names(`${vectors}/tests/${version}/fail`))("refuses %s", (name) => {
      expect(parseOverlay(read(`${vectors}/tests/${version}/fail/${name}`).value).mistakes).not.toEqual([]);
    });
  });
});
