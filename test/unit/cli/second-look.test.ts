import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { SecondLook } from "../../../src/cli/second-look.js";
import { scratchFolder, writeIn } from "../../support/scratch.js";

/** Longer than a second look waits. */
const settled = 150;

function looking(): { cwd: string; file: string; look: SecondLook; changes: () => number } {
  const cwd = scratchFolder({ "openapi.json": "{" });
  let count = 0;
  const look = new SecondLook(() => (count += 1));
  onTestFinished(() => {
    look.stop();
  });
  return { cwd, file: path.join(cwd, "openapi.json"), look, changes: () => count };
}

it("finds no change in a file that was still being written when it was told of, and whole when it was read", async () => {
  const { cwd, file, look, changes } = looking();
  look.told(file);
  writeIn(cwd, "openapi.json", "{}");
  look.reading();
  expect(readFileSync(file, "utf8")).toBe("{}");
  await sleep(settled);
  expect(changes()).toBe(0);
});

it("finds what is saved after a file was read, though nobody tells of it", async () => {
  const { cwd, file, look, changes } = looking();
  look.told(file);
  look.reading();
  writeIn(cwd, "openapi.json", '{ "openapi": "3.1.0" }');
  await sleep(settled);
  expect(changes()).toBe(1);
});

it("finds what is saved before anything was read", async () => {
  const { cwd, file, look, changes } = looking();
  look.told(file);
  writeIn(cwd, "openapi.json", '{ "openapi": "3.1.0" }');
  await sleep(settled);
  expect(changes()).toBe(1);
});
