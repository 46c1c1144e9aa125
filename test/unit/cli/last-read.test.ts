import { rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { LastRead } from "../../../src/cli/last-read.js";
import { scratchFolder, writeIn } from "../../support/scratch.js";

function reading(text: string): { cwd: string; file: string; lastRead: LastRead } {
  const cwd = scratchFolder({ "openapi.json": "{}" });
  const file = path.join(cwd, "openapi.json");
  const lastRead = new LastRead();
  lastRead.begin([file]);
  lastRead.add([{ path: "openapi.json", absolutePath: file, text }]);
  return { cwd, file, lastRead };
}

it("knows a file that nobody touched since it was read", () => {
  const { file, lastRead } = reading("{}");
  expect(lastRead.isStill(file)).toBe(true);
});

it("takes a file that was saved, deleted or never read for another", () => {
  const { cwd, file, lastRead } = reading("{}");
  writeIn(cwd, "openapi.json", "[ ]");
  expect(lastRead.isStill(file)).toBe(false);
  rmSync(file);
  expect(lastRead.isStill(file)).toBe(false);
  expect(lastRead.isStill(path.join(cwd, "other.json"))).toBe(false);
});

it("compares texts where the times tell no difference", () => {
  const { file, lastRead } = reading("[]");
  expect(lastRead.isStill(file)).toBe(false);
});

it("knows nothing of what an earlier run read", () => {
  const { file, lastRead } = reading("{}");
  lastRead.begin([file]);
  expect(lastRead.isStill(file)).toBe(false);
});
