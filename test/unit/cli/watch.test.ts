import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { scratchFolder, writeIn } from "../../support/scratch.js";
import { notes, notesWithList, run } from "./run.js";

describe("ringfence watch", () => {
  it("generates after every change, lives through errors, says what changed, and ends with 0", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    let stderr = "";
    let interrupt: () => void = () => undefined;
    const running = run(cwd, ["watch"], {
      stderr: { write: (text) => (stderr += text) },
      onInterrupt: (callback) => {
        interrupt = callback;
        return () => undefined;
      },
    });
    const until = (text: string): Promise<void> =>
      vi.waitFor(
        () => {
          expect(stderr).toContain(text);
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

    expect(stderr.split("The generated code needs packages")).toHaveLength(2);

    interrupt();
    expect((await running).code).toBe(0);
  }, 180_000);
});
