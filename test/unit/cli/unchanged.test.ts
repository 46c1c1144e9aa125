import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readTree, scratchFolder, writeIn } from "../../support/scratch.js";
import { projectFolder } from "../../support/sources.js";
import { notes, notesWithList, run, type Outcome } from "./run.js";

const cache = "node_modules/.cache/ringfence";

/** A document with a warning, and a place for what is kept between runs. */
const files = {
  "openapi.yaml": notes.replace("https://notes.example.com", "http://notes.example.com"),
  "ringfence.config.json": '{ "rules": { "insecure-server": "warning" } }',
  "package.json": "{}",
  "node_modules/.keep": "",
};

async function generated(further: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = scratchFolder({ ...files, ...further });
  expect((await generate(cwd)).code).toBe(0);
  return cwd;
}

async function generate(cwd: string, ...flags: readonly string[]): Promise<Outcome> {
  const { stderr, ...rest } = await run(cwd, ["generate", ...flags]);
  return { ...rest, stderr: stderr.replace(/\d+\.\d s$/mu, "… s") };
}

function recordFile(cwd: string): string {
  const [name, ...others] = readdirSync(path.join(cwd, cache));
  expect(others).toEqual([]);
  return path.join(cwd, cache, name ?? "");
}

/** Has the record speak of 99 operations, so that a run which trusts it can be told from one that does the work. */
function markRecord(cwd: string): void {
  const file = recordFile(cwd);
  writeFileSync(file, readFileSync(file, "utf8").replace('"operations":2', '"operations":99'));
}

async function expectRecognised(cwd: string): Promise<void> {
  expect((await generate(cwd)).stderr).toContain("99 operations · 0 files written");
}

describe("a run on unchanged input", () => {
  it("says what a run that does all the work says, with --check and --dry-run as well", async () => {
    const cwd = await generated();
    for (const flags of [[], ["--check"], ["--dry-run"], ["--json", "--check"]]) {
      const quick = await generate(cwd, ...flags);
      const record = recordFile(cwd);
      const kept = readFileSync(record, "utf8");
      rmSync(path.join(cwd, cache), { recursive: true });
      const full = await generate(cwd, ...flags);
      const same = (text: string): string => text.replace(/"milliseconds": \d+/u, "");
      expect({ ...quick, stdout: same(quick.stdout) }).toEqual({ ...full, stdout: same(full.stdout) });
      if (!flags.includes("--json")) expect(quick.stderr).toContain("insecure-server");
      writeIn(cwd, path.relative(cwd, record), kept);
    }
    markRecord(cwd);
    await expectRecognised(cwd);
  });

  it("takes an input or an output that was touched, but is the same, for unchanged", async () => {
    const cwd = await generated();
    markRecord(cwd);
    const later = new Date(Date.now() + 5000);
    for (const file of ["openapi.yaml", "src/api/index.ts"]) utimesSync(path.join(cwd, file), later, later);
    await expectRecognised(cwd);
    const crlf = readFileSync(path.join(cwd, "src/api/policy.ts"), "utf8").replaceAll("\n", "\r\n");
    writeIn(cwd, "src/api/policy.ts", crlf);
    await expectRecognised(cwd);
  });

  it("sees an output that was edited, even with its size and times kept", async () => {
    const cwd = await generated();
    const file = path.join(cwd, "src/api/policy.ts");
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, "utf8").replace("notes", "nodes"));
    utimesSync(file, atime, mtime);
    const { code, stderr } = await generate(cwd);
    expect(stderr).toContain("output-edited");
    expect(code).toBe(1);
    expect((await generate(cwd, "--check")).code).toBe(1);
  });

  it("writes an output that was deleted, and handlers where all of them are gone", async () => {
    const cwd = await generated();
    rmSync(path.join(cwd, "src/api/routes.ts"));
    expect((await generate(cwd, "--check")).code).toBe(1);
    expect((await generate(cwd)).stderr).toContain("1 file written");
    rmSync(path.join(cwd, "src/handlers"), { recursive: true });
    expect((await generate(cwd)).stderr).toContain("3 files written");
  });

  it("sees an input that is saved at once after a run, or during one", async () => {
    const cwd = await generated();
    writeIn(cwd, "openapi.yaml", files["openapi.yaml"].replace("12h", "11h"));
    expect((await generate(cwd)).stderr).not.toContain(" 0 files written");
    const running = generate(cwd);
    writeIn(cwd, "openapi.yaml", files["openapi.yaml"].replace("12h", "10h"));
    await running;
    await generate(cwd);
    expect(readFileSync(path.join(cwd, "src/api/policy.ts"), "utf8")).toMatch(/maxAge: 36_?000_?000/u);
  });

  it("sees an overlay, a flag, the configuration and that of prettier", async () => {
    const cwd = await generated();
    writeIn(cwd, ".prettierrc", '{ "semi": false }');
    expect((await generate(cwd)).stderr).not.toContain(" 0 files written");
    expect((await generate(cwd, "--import-extension", "none")).stderr).not.toContain(" 0 files written");
    writeIn(cwd, "ringfence.config.json", '{ "rules": { "insecure-server": "off" } }');
    expect((await generate(cwd)).stderr).not.toContain("insecure-server");
  });

  it("sees a folder that became a symbolic link", async () => {
    const cwd = await generated();
    const elsewhere = scratchFolder();
    renameSync(path.join(cwd, "src/api"), path.join(elsewhere, "api"));
    symlinkSync(path.join(elsewhere, "api"), path.join(cwd, "src/api"));
    expect((await generate(cwd)).stderr).toContain("output-escape");
  });

  it.each(["", "{", "null", '{"record":1}', '{"record":1,"identity":"x","formatting":"","inputs":[[1]]}'])(
    "does all the work where the record is %j",
    async (text) => {
      const cwd = await generated();
      const before = readTree(path.join(cwd, "src"));
      writeFileSync(recordFile(cwd), text);
      expect((await generate(cwd)).stderr).toContain("2 operations · 0 files written");
      expect(readTree(path.join(cwd, "src"))).toEqual(before);
    },
  );

  it("reads a configuration in TypeScript again where what is kept of it is damaged", async () => {
    const config = (severity: string): string =>
      `const severity: string = "${severity}";\nexport default { rules: { "insecure-server": severity } };\n`;
    const cwd = scratchFolder({ ...files, "ringfence.config.ts": config("warning") });
    rmSync(path.join(cwd, "ringfence.config.json"));
    const first = await generate(cwd);
    const entry = readdirSync(path.join(cwd, cache)).find((name) => name.startsWith("config-")) ?? "";
    const kept = readFileSync(path.join(cwd, cache, entry), "utf8");
    expect((await generate(cwd)).stderr).toContain("0 files written");
    writeIn(cwd, `${cache}/${entry}`, kept.replace("warning", "off"));
    expect((await generate(cwd)).stderr).toContain("insecure-server");
    writeIn(cwd, "ringfence.config.ts", config("off"));
    expect((await generate(cwd)).stderr).not.toContain("insecure-server");
    expect(first.stderr).toContain("insecure-server");
  });

  it("does not mind a cache that cannot be written, and keeps nothing where there is no node_modules", async () => {
    const cwd = await generated({ "node_modules/.cache": "a file" });
    expect((await generate(cwd)).stderr).toContain("0 files written");
    const bare = scratchFolder({ "openapi.yaml": notes });
    expect((await generate(bare)).code).toBe(0);
    expect(existsSync(path.join(bare, "node_modules"))).toBe(false);
  });

  it("is known by processes that run at once", async () => {
    const cwd = await generated();
    const bin = path.join(projectFolder, "bin/ringfence.js");
    const start = async (): Promise<number> => {
      const child = spawn(process.execPath, [bin, "generate", "--quiet"], { cwd, stdio: "ignore" });
      const [code] = (await once(child, "exit")) as [number];
      return code;
    };
    expect(await Promise.all([start(), start()])).toEqual([0, 0]);
    writeIn(cwd, "openapi.yaml", notesWithList);
    expect(await Promise.all([start(), start()])).toEqual([0, 0]);
    expect(await start()).toBe(0);
    expect((await generate(cwd, "--check")).code).toBe(0);
    expect(readdirSync(path.join(cwd, cache)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
