import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder, writeIn } from "../../support/scratch.js";
import { projectFolder } from "../../support/sources.js";
import { notes } from "./run.js";

const bin = path.join(projectFolder, "bin/ringfence.js");

describe("the process", () => {
  it("is built", () => {
    expect(existsSync(path.join(projectFolder, "dist/bundle/main.js")), "run `npm run build` first").toBe(
      true,
    );
  });

  it("answers --version and --help with less than 150 ms of work beyond a bare Node's", () => {
    // The processor's time, not the clock's: other tests run beside this one.
    const report =
      "process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error('cpu',user+system)})";
    const milliseconds = (...argv: readonly string[]): number => {
      const options = ["--import", `data:text/javascript,${encodeURIComponent(report)}`];
      const runs = [1, 2, 3].map(
        () => spawnSync(process.execPath, [...options, ...argv], { encoding: "utf8" }).stderr,
      );
      return Math.min(...runs.map((stderr) => Number(/cpu (\d+)/.exec(stderr)?.[1]) / 1000));
    };
    const bare = milliseconds("-e", "0");
    expect(milliseconds(bin, "--version") - bare).toBeLessThan(150);
    expect(milliseconds(bin, "generate", "--help") - bare).toBeLessThan(150);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends watching with 0 on %s", async (signal) => {
    const child = spawn(process.execPath, [bin, "watch"], { cwd: scratchFolder({ "openapi.yaml": notes }) });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (stderr.includes("Watching;")) child.kill(signal);
    });
    const [code] = (await once(child, "exit")) as [number | null];
    expect(stderr).not.toContain("bug in ringfence");
    expect(code).toBe(0);
  });

  it("ends watching with 0 in the middle of a run, which it brings to its end", async () => {
    // Nobody can tell from outside when a run is in its middle; one of these moments is.
    const delays = [0, 15, 30, 45];
    await Promise.all(
      delays.map(async (delay) => {
        const cwd = scratchFolder({ "openapi.yaml": notes });
        const child = spawn(process.execPath, [bin, "watch"], { cwd });
        let stderr = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          stderr += text;
          if (!stderr.includes("Watching;") || child.killed) return;
          writeIn(cwd, "openapi.yaml", notes.replace("title: Notes", "title: Pages"));
          setTimeout(() => child.kill("SIGINT"), delay);
        });
        const [code] = (await once(child, "exit")) as [number | null];
        expect(code, stderr).toBe(0);
        expect(existsSync(path.join(cwd, "src/api/.ringfence")), "a lock is left").toBe(false);
      }),
    );
  }, 120_000);

  it("does not mind a reader that goes away", () => {
    const { stderr } = spawnSync("sh", ["-c", `"${process.execPath}" "${bin}" schema | head -c 10`], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
  });
});
