import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { barrierText } from "../../src/output/barrier.js";
import { readTree, scratchFolder } from "../support/scratch.js";
import { projectFolder } from "../support/sources.js";
import { notes } from "../unit/cli/run.js";

/*
 * What is built writes to a real file system, and is killed or refused by the kernel: strace(1) counts the system calls and
 * injects. test/unit/output/faults.test.ts does the same to every call inside the process, where no strace is needed.
 */

const bin = path.join(projectFolder, "bin/ringfence.js");

/** Writes the files of `version.json` as the command line would; without a document, for it is writing that counts here. */
const writer = `
import { readFileSync } from "node:fs";
import { applyOutput, exclusively } from ${JSON.stringify(path.join(projectFolder, "dist/output/apply.js"))};
import { prepareOutput } from ${JSON.stringify(path.join(projectFolder, "dist/output/prepare.js"))};
const cwd = process.cwd();
const layout = { cwd, api: cwd + "/src/api", handlers: cwd + "/src/handlers", deploy: cwd + "/deploy" };
const files = JSON.parse(readFileSync("version.json", "utf8"));
const request = { files, inputs: [], layout, tool: "1", options: {}, format: false };
try {
  await exclusively(layout, async () => {
    const plan = await prepareOutput(request);
    if (plan.diagnostics.length > 0) process.exit(1);
    applyOutput(plan);
  });
} catch (error) {
  process.exit(error.name === "OutputError" ? 2 : 70);
}
`;

/** A server of a few files; those that carry the number differ from version to version. */
function version(number: number): string {
  const file = (area: string, name: string, text: string): object => ({
    area,
    path: name,
    text,
    ownership: area === "handlers" ? "once" : "generated",
  });
  const text = `export const version = ${String(number)};\n`;
  return JSON.stringify([
    ...["index.ts", "policy.ts", "types.ts", "validators/notes.ts"].map((name) => file("api", name, text)),
    file("api", "runtime/core/fence.ts", "export const same = 1;\n"),
    file("api", `validators/only-${String(number)}.ts`, text),
    file("handlers", "index.ts", "export const handlers = {};\n"),
    file("handlers", `only-${String(number)}.ts`, text),
    file("deploy", "schema.sql", `-- ${String(number)}\n`),
  ]);
}

const can = (command: string, ...argv: readonly string[]): boolean => spawnSync(command, argv).status === 0;
const hasStrace = can("strace", "-f", "-e", "trace=rename", "true");
const isRoot = process.getuid?.() === 0;

const calls = "rename,link,unlink,rmdir,mkdir,fsync";
const entry = "src/api/index.ts";

function generate(cwd: string, inject: string | null): number | null {
  const command = [process.execPath, "--input-type=module", "--eval", writer];
  const strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `inject=${inject ?? ""}`];
  const [program = "", ...argv] = inject === null ? command : [...strace, ...command];
  return spawnSync(program, argv, { cwd }).status;
}

/** What a build sees: neither what waits in the staging folders nor the manifest. */
function served(cwd: string): Record<string, string> {
  const isSeen = (name: string): boolean =>
    !name.split("/").includes(".ringfence") && !name.endsWith(".ringfence.json");
  return Object.fromEntries(Object.entries(readTree(cwd)).filter(([name]) => isSeen(name)));
}

interface StaleProject {
  readonly folder: string;
  readonly old: Record<string, string>;
  readonly new: Record<string, string>;
}

/** A project that was generated, with a file of its owner's in every folder, and another version to come. */
function staleProject(): StaleProject {
  const folder = scratchFolder({
    "version.json": version(1),
    "src/api/mine.md": "mine",
    "src/handlers/mine.ts": "export const mine = 1;\n",
    "deploy/mine.conf": "mine",
  });
  expect(generate(folder, null)).toBe(0);
  writeFileSync(path.join(folder, "version.json"), version(2));
  const after = scratchFolder();
  cpSync(folder, after, { recursive: true });
  expect(generate(after, null)).toBe(0);
  return { folder, old: served(folder), new: served(after) };
}

describe.skipIf(!hasStrace)("the kernel ends or refuses a run (strace)", () => {
  it("by SIGKILL at each call: old, new or barred, and healed by the next run", () => {
    const project = staleProject();
    let killed = 0;
    let barred = 0;
    for (const call of calls.split(",")) {
      for (let when = 1; ; when += 1) {
        const cwd = scratchFolder();
        cpSync(project.folder, cwd, { recursive: true });
        const status = generate(cwd, `${call}:signal=SIGKILL:when=${String(when)}`);
        const found = served(cwd);
        if (found[entry] === barrierText) barred += 1;
        else expect([project.old, project.new], `${call} ${String(when)}`).toContainEqual(found);
        expect(generate(cwd, null)).toBe(0);
        expect(served(cwd)).toEqual(project.new);
        rmSync(cwd, { recursive: true });
        if (status === 0) break;
        killed += 1;
      }
    }
    console.log(`killed at ${String(killed)} calls, ${String(barred)} of them behind the barrier`);
    expect(killed).toBeGreaterThan(30);
    expect(barred).toBeGreaterThan(3);
  });

  it.each(["EIO", "ENOSPC"])("by %s at each rename and link: the old files stand, or the new", (code) => {
    const project = staleProject();
    let refused = 0;
    for (const call of ["rename", "link"]) {
      for (let when = 1; ; when += 1) {
        const cwd = scratchFolder();
        cpSync(project.folder, cwd, { recursive: true });
        const status = generate(cwd, `${call}:error=${code}:when=${String(when)}`);
        expect([0, 2], `${call} ${String(when)}`).toContain(status);
        expect(served(cwd), `${call} ${String(when)}`).toEqual(status === 0 ? project.new : project.old);
        rmSync(cwd, { recursive: true });
        if (status === 0) break;
        refused += 1;
      }
    }
    console.log(`${code}: refused at ${String(refused)} calls`);
    expect(refused).toBeGreaterThan(10);
  });
});

describe.skipIf(!isRoot || !can("which", "mount"))("a disk that is full (tmpfs)", () => {
  it.each([64, 128, 256, 512, 1024])("of %i KiB keeps the old files", (kibibytes) => {
    const disk = path.join(scratchFolder(), "disk");
    mkdirSync(disk);
    if (!can("mount", "-t", "tmpfs", "-o", `size=${String(kibibytes)}k`, "tmpfs", disk)) return;
    try {
      writeFileSync(path.join(disk, "openapi.yaml"), notes);
      const { status } = spawnSync(process.execPath, [bin, "generate"], { cwd: disk });
      expect([0, 2]).toContain(status);
      if (kibibytes === 64) expect(status).toBe(2);
      if (status === 2) expect(Object.keys(readTree(disk))).toEqual(["openapi.yaml"]);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
