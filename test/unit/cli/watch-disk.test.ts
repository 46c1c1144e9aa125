import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { readTree, scratchFolder, writeIn } from "../../support/scratch.js";
import { notes, notesWithList, run } from "./run.js";
import { watching } from "./watching.js";

/** With one operation more, whose path begins like no other. */
const listed = notesWithList.replace("  /notes:\n", "  /lists/notes:\n");
const titled = (title: string): string => notes.replace("title: Notes", `title: ${title}`);

describe("what ringfence watch leaves on disk", () => {
  it("is what a run from nothing writes, whatever was saved, deleted and brought back in between", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const { said, end } = watching(cwd);
    const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000, interval: 20 });
    const policySays = (text: string): Promise<void> =>
      until(() => {
        expect(readFileSync(path.join(cwd, "src/api/policy.ts"), "utf8")).toContain(text);
      });
    const expectLikeCold = async (document: string): Promise<void> => {
      const cold = scratchFolder({ "openapi.yaml": document });
      expect((await run(cold, ["generate"])).code).toBe(0);
      expect(readTree(path.join(cwd, "src/api"))).toEqual(readTree(path.join(cold, "src/api")));
      expect(readTree(path.join(cwd, "deploy"))).toEqual(readTree(path.join(cold, "deploy")));
    };
    await until(() => {
      expect(said()).toContain("Watching; stop with Ctrl-C.");
    });

    for (let save = 0; save < 10; save += 1) {
      writeIn(cwd, "openapi.yaml", titled(`Save${String(save)}`));
      await delay(100);
    }
    await policySays("Save9");
    await expectLikeCold(titled("Save9"));

    rmSync(path.join(cwd, "openapi.yaml"));
    await until(() => {
      expect(said()).toContain("no document");
    });
    writeIn(cwd, "openapi.yaml", titled("Back"));
    await policySays("Back");

    renameSync(path.join(cwd, "openapi.yaml"), path.join(cwd, "openapi.yaml~"));
    writeIn(cwd, "openapi.yaml", listed);
    await policySays("listNotes");
    await expectLikeCold(listed);
    expect(existsSync(path.join(cwd, "src/api/validators/lists-notes.ts"))).toBe(true);

    writeIn(cwd, "openapi.yaml", titled("Fewer"));
    await policySays("Fewer");
    await until(() => {
      expect(existsSync(path.join(cwd, "src/api/validators/lists-notes.ts"))).toBe(false);
      expect(existsSync(path.join(cwd, "src/api/.ringfence"))).toBe(false);
    });
    await expectLikeCold(titled("Fewer"));
    expect(await end()).toBe(0);
  }, 180_000);
});
