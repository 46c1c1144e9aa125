import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../../src/output/diff.js";
import { prepareOutput } from "../../../src/output/prepare.js";
import { readTree, scratchFolder, writeIn } from "../../support/scratch.js";
import { requestFor, write } from "./request.js";

describe("the diff", () => {
  it("is empty where nothing is stale", async () => {
    const cwd = scratchFolder();
    await write(cwd, { "api/index.ts": "a\n" });
    expect(unifiedDiff(await prepareOutput(requestFor(cwd, { "api/index.ts": "a\n" })))).toBe("");
  });

  it("shows new, changed, edited and deleted files, and touches none", async () => {
    const cwd = scratchFolder();
    await write(cwd, { "api/changed.ts": "old\n", "api/edited.ts": "ours\n", "api/gone.ts": "gone\n" });
    writeIn(cwd, "src/api/edited.ts", "theirs\n");
    const before = readTree(cwd);
    const plan = await prepareOutput(
      requestFor(cwd, { "api/changed.ts": "new\n", "api/edited.ts": "ours\n", "api/added.ts": "added\n" }),
    );
    const text = unifiedDiff(plan);
    expect(text).toContain(
      "--- a/src/api/changed.ts\n+++ b/src/api/changed.ts\n@@ -1,1 +1,1 @@\n-old\n+new\n",
    );
    expect(text).toContain("--- /dev/null\n+++ b/src/api/added.ts\n@@ -0,0 +1,1 @@\n+added\n");
    expect(text).not.toContain("====");
    expect(text).toContain("-theirs\n+ours\n");
    expect(text).toContain("--- a/src/api/gone.ts\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-gone\n");
    expect(readTree(cwd)).toEqual(before);
  });
});
