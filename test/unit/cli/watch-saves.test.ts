import { existsSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { scratchFolder, writeIn } from "../../support/scratch.js";
import { notes } from "./run.js";
import { watching } from "./watching.js";

describe("ringfence watch", () => {
  it("sees saves of every kind, of every file involved", async () => {
    const cwd = scratchFolder({
      "openapi.yaml": notes.replace(
        'schema: { $ref: "#/components/schemas/Note" }',
        'schema: { $ref: "./note.yaml" }',
      ),
      "note.yaml": "type: object\nproperties: { first: { type: string } }\n",
      "more.yaml":
        'overlay: 1.0.0\ninfo: { title: More, version: "1" }\nactions: [{ target: $.info, update: { title: A } }]\n',
      "ringfence.config.json": '{ "overlays": ["more.yaml"] }',
    });
    const { said, end } = watching(cwd);
    const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000, interval: 50 });
    const generated = (file: string): string => readFileSync(path.join(cwd, "src/api", file), "utf8");
    await until(() => {
      expect(said()).toContain("Watching; stop with Ctrl-C.");
    });
    const before = generated("runtime/core/pipeline.ts");

    writeIn(cwd, "note.yaml", "type: object\nproperties: { second: { type: string } }\n");
    await until(() => {
      expect(generated("types.ts")).toContain("second");
    });

    writeIn(cwd, ".note.yaml.new", "type: object\r\nproperties: { third: { type: string } }\r\n");
    renameSync(path.join(cwd, ".note.yaml.new"), path.join(cwd, "note.yaml"));
    await until(() => {
      expect(generated("types.ts")).toContain("third");
    });

    writeIn(cwd, "note.yaml", "type: [object\n");
    await until(() => {
      expect(said()).toContain("nothing written");
    });
    writeIn(cwd, "note.yaml", "type: object\nproperties: { fourth: { type: string } }\n");
    await until(() => {
      expect(generated("types.ts")).toContain("fourth");
    });

    writeIn(cwd, "more.yaml", readFileSync(path.join(cwd, "more.yaml"), "utf8").replace("$.info", "$.none"));
    await until(() => {
      expect(said()).toContain("overlay-target");
    });

    writeIn(cwd, "ringfence.config.json", '{ "importExtension": "none" }');
    await until(() => {
      expect(generated("index.ts")).not.toContain('.js"');
    });
    expect(existsSync(path.join(cwd, "src/handlers/get-note.ts"))).toBe(true);
    expect(before).toContain('.js"');
    expect(await end()).toBe(0);
  }, 180_000);

  it("loses no save that follows another at once", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const { said, end } = watching(cwd);
    const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 1 });
    const refusals = (): number => said().split("nothing written").length;
    await until(() => {
      expect(said()).toContain("Watching; stop with Ctrl-C.");
    });
    for (const title of ["First", "Second", "Third", "Fourth", "Fifth"]) {
      const before = refusals();
      writeIn(cwd, "openapi.yaml", "openapi: [\n");
      await until(() => {
        expect(refusals()).toBeGreaterThan(before);
      });
      writeIn(cwd, "openapi.yaml", notes.replace(/title: [^,\n}]*/u, `title: ${title}`));
      await until(() => {
        expect(readFileSync(path.join(cwd, "src/api/policy.ts"), "utf8")).toContain(title);
      });
    }
    expect(await end()).toBe(0);
  }, 180_000);

  it.each([
    ["openapi.yaml", notes.replace(/title: [^,\n}]*/u, "title: Saved"), "src/api/policy.ts", "Saved"],
    [
      "ringfence.config.json",
      '{ "document": "openapi.yaml", "output": "src/other" }',
      "src/other/policy.ts",
      "Notes",
    ],
  ])(
    "answers a save of %s once, though a part of it is told of late",
    async (file, saved, written, word) => {
      const cwd = scratchFolder({
        "openapi.yaml": notes,
        "ringfence.config.json": '{ "document": "openapi.yaml" }',
      });
      const { said, end } = watching(cwd);
      const runs = (): number => said().split(" unchanged · ").length - 1;
      await vi.waitFor(
        () => {
          expect(said()).toContain("Watching; stop with Ctrl-C.");
        },
        { timeout: 60_000, interval: 50 },
      );
      const before = runs();
      writeIn(cwd, file, saved.slice(0, 20));
      await delay(10);
      writeIn(cwd, file, saved);
      blockEventLoop(100);
      await vi.waitFor(
        () => {
          expect(readFileSync(path.join(cwd, written), "utf8")).toContain(word);
        },
        { timeout: 60_000, interval: 50 },
      );
      await delay(1000);
      expect(runs()).toBe(before + 1);
      expect(await end()).toBe(0);
    },
    180_000,
  );
});

/** Lets the quiet period end before what happened to the files is told. */
function blockEventLoop(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
