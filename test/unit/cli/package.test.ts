import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type * as Library from "../../../src/index.js";
import { scratchFolder } from "../../support/scratch.js";
import { projectFolder } from "../../support/sources.js";
import { notes } from "./run.js";

/** What `npm pack` puts into the package. */
function packed(): readonly string[] {
  const pack = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = spawnSync("npm", pack, { cwd: projectFolder, encoding: "utf8" });
  const [answer] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return answer?.files.map((file) => file.path) ?? [];
}

/** A project with the package installed, and nothing of the repository around it. */
function installed(): { readonly cwd: string; readonly own: string } {
  const cwd = scratchFolder({ "openapi.yaml": notes, "package.json": "{}", "node_modules/.keep": "" });
  const own = path.join(cwd, "node_modules/ringfence");
  for (const file of packed()) cpSync(path.join(projectFolder, file), path.join(own, file));
  symlinkSync(path.join(projectFolder, "node_modules"), path.join(own, "node_modules"));
  return { cwd, own };
}

function generate(
  cwd: string,
  ...flags: readonly string[]
): { readonly code: number | null; readonly stderr: string } {
  const command = [path.join(cwd, "node_modules/ringfence/bin/ringfence.js"), "generate", ...flags];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd, encoding: "utf8" });
  return { code: status, stderr };
}

describe("the package", () => {
  it("holds its code once, with its types", () => {
    const code = packed().filter((file) => file.startsWith("dist/"));
    const modules = code.filter((file) => file.endsWith(".js"));
    expect(modules.filter((file) => !file.startsWith("dist/bundle/"))).toEqual([]);
    expect(modules.length).toBeLessThan(30);
    expect(modules).toContain("dist/bundle/main.js");
    expect(code).toContain("dist/index.d.ts");
  });

  it("finds its templates and its runtime, says what the repository's says, and notices that it became another", () => {
    const { cwd, own } = installed();
    expect(generate(cwd)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("2 operations") as string,
    });
    const copy = readFileSync(path.join(cwd, "src/api/runtime/core/policy.ts"), "utf8");
    expect(copy).toBe(readFileSync(path.join(projectFolder, "src/runtime/core/policy.ts"), "utf8"));

    const cache = path.join(cwd, "node_modules/.cache/ringfence");
    const record = path.join(cache, readdirSync(cache)[0] ?? "");
    writeFileSync(record, readFileSync(record, "utf8").replace('"operations":2', '"operations":99'));
    expect(generate(cwd).stderr, "a run with nothing to do").toContain("99 operations");
    const later = new Date(Date.now() + 5000);
    utimesSync(path.join(own, "dist/bundle/emit.js"), later, later);
    expect(generate(cwd).stderr, "another program").toContain("2 operations");
  });

  it("is a library without the command line", async () => {
    const { cwd, own } = installed();
    rmSync(path.join(own, "dist/bundle/words.js"));
    const library = pathToFileURL(path.join(own, "dist/bundle/index.js")).href;
    const { generate } = (await import(library)) as typeof Library;
    const { files, diagnostics } = await generate({ document: "openapi.yaml", cwd });
    expect(diagnostics).toEqual([]);
    expect(files.map((file) => file.path)).toContain("routes.ts");
    expect(existsSync(path.join(cwd, "src"))).toBe(false);
  });
});
