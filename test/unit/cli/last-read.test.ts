import path from "node:path";
import { describe, expect, it } from "vitest";
import { LastRead } from "../../../src/cli/last-read.js";
import { scratchFolder, writeIn } from "../../support/scratch.js";

function readOnce(text: string, read: string): { readonly lastRead: LastRead; readonly folder: string } {
  const folder = scratchFolder({ "a.yaml": text });
  const file = path.join(folder, "a.yaml");
  const lastRead = new LastRead();
  lastRead.begin([file]);
  lastRead.add(file, read);
  return { lastRead, folder };
}

describe("what the last run read", () => {
  it.each([
    ["a plain text", "a: 1\n"],
    ["one behind a byte order mark, which is no part of what was read", "\ufeffa: 1\n"],
  ])("is still there: %s", (_, text) => {
    const { lastRead, folder } = readOnce(text, "a: 1\n");
    expect(lastRead.isStill(path.join(folder, "a.yaml"))).toBe(true);
  });

  it("is not, once another text was saved", () => {
    const { lastRead, folder } = readOnce("a: 1\n", "a: 1\n");
    writeIn(folder, "a.yaml", "a: 2\n");
    expect(lastRead.isStill(path.join(folder, "a.yaml"))).toBe(false);
  });

  it("is not where another text was read than stands there, though the file system tells no difference", () => {
    const { lastRead, folder } = readOnce("a: 2\n", "a: 1\n");
    expect(lastRead.isStill(path.join(folder, "a.yaml"))).toBe(false);
  });
});
