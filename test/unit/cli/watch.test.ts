import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { scratchFolder, writeIn } from "../../support/scratch.js";
import { notes, notesWithList } from "./run.js";
import { watching } from "./watching.js";

describe("ringfence watch", () => {
  it("generates after every change, lives through errors, says what changed, and ends with 0", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const { said, end } = watching(cwd);
    const until = (text: string): Promise<void> =>
      vi.waitFor(
        () => {
          expect(said()).toContain(text);
        },
        { timeout: 60_000, interval: 50 },
      );

    await until("Watching; stop with Ctrl-C.");
    expect(existsSync(path.join(cwd, "src/api/index.ts"))).toBe(true);

    writeIn(cwd, "openapi.yaml", notes.replace("owner:", "ownr:"));
    await until("nothing written");

    writeIn(cwd, "openapi.yaml", notesWithList);
    await until("policy: added listNotes");
    expect(existsSync(path.join(cwd, "src/handlers/list-notes.ts"))).toBe(true);

    expect(said().split("The generated code needs packages")).toHaveLength(2);

    expect(await end()).toBe(0);
  }, 180_000);
});
