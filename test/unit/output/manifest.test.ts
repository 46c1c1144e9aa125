import { describe, expect, it } from "vitest";
import { emptyManifest, parseManifest, serializeManifest } from "../../../src/output/manifest.js";

const hash = "a".repeat(64);
const valid = {
  manifest: 1,
  tool: "1.0.0",
  options: {},
  inputs: {},
  files: { "api/index.ts": hash },
  scaffolded: [],
};

describe("the manifest", () => {
  it("survives being written and read", () => {
    const manifest = {
      ...emptyManifest,
      tool: "1.0.0",
      options: { format: true },
      inputs: { "../b.yaml": hash, "../a.yaml": hash },
      files: { "deploy/x": hash, "api/y": hash },
    };
    expect(parseManifest(serializeManifest(manifest))).toEqual(manifest);
  });

  it("has the same text whatever the order of its members", () => {
    const forth = serializeManifest({ ...emptyManifest, files: { "api/a": hash, "api/b": hash } });
    const back = serializeManifest({ ...emptyManifest, files: { "api/b": hash, "api/a": hash } });
    expect(back).toBe(forth);
  });

  it.each([
    ["no JSON", "<<<<<<< HEAD"],
    ["no object", "[]"],
    ["another version", JSON.stringify({ ...valid, manifest: 2 })],
    ["a hash that is none", JSON.stringify({ ...valid, files: { "api/index.ts": "abc" } })],
    ["a path out of its folder", JSON.stringify({ ...valid, files: { "api/../../x": hash } })],
    ["a path to no area", JSON.stringify({ ...valid, files: { "etc/passwd": hash } })],
    ["a scaffolded path out of its folder", JSON.stringify({ ...valid, scaffolded: ["handlers/../../x"] })],
    ["a missing member", JSON.stringify({ manifest: 1, tool: "1.0.0" })],
  ])("is refused with %s", (_what, text) => {
    expect(parseManifest(JSON.stringify(valid))).not.toBeNull();
    expect(parseManifest(text)).toBeNull();
  });
});
