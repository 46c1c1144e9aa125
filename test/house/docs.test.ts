import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import own from "../../package.json" with { type: "json" };
import { rulesPage } from "../support/rules-page.js";
import { scratchFolder } from "../support/scratch.js";
import { projectFolder } from "../support/sources.js";
import { vocabularyPage } from "../support/vocabulary-page.js";

const read = (file: string): string => readFileSync(path.join(projectFolder, file), "utf8");

describe("docs/rules.md", () => {
  it("is what the rule table says (`npm run docs` writes it)", async () => {
    await expect(rulesPage()).toMatchFileSnapshot(path.join(projectFolder, "docs/rules.md"));
  });
});

describe("docs/vocabulary.md", () => {
  it("is what the vocabulary's table says (`npm run docs` writes it)", async () => {
    await expect(vocabularyPage()).toMatchFileSnapshot(path.join(projectFolder, "docs/vocabulary.md"));
  });
});

describe.each(["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/guide.md"])("%s", (file) => {
  it("names only scripts that exist", () => {
    const named = [...read(file).matchAll(/npm run ([a-z0-9:-]+)/g)].map(([, script]) => script ?? "");
    expect(named.filter((script) => !(script in own.scripts))).toEqual([]);
  });

  it("names only files that exist", () => {
    const named = [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, link]) => link ?? "",
    );
    const folder = path.dirname(path.join(projectFolder, file));
    expect(named.filter((link) => !existsSync(path.join(folder, link)))).toEqual([]);
  });

  it("names only commands and options of the command line that exist", async () => {
    const { buildProgram } = await import("../../src/cli/program.js");
    const { processHost } = await import("../../src/cli/host.js");
    const program = buildProgram(processHost(), () => undefined);
    const commands = new Map(program.commands.map((command) => [command.name(), command]));
    const known = program.options.map((option) => option.long);
    for (const [line, name = ""] of read(file).matchAll(/(?:`|npx )ringfence ([a-z]+)\b[^\n`]*/g)) {
      const command = commands.get(name);
      expect(command, line).toBeDefined();
      const options = [...line.matchAll(/(--[a-z-]+)/g)].map(([option]) => option);
      const valid = [...known, ...(command?.options ?? []).map((option) => option.long), "--help"];
      expect(
        options.filter((option) => !valid.includes(option)),
        line,
      ).toEqual([]);
    }
  });
});

describe("docs/architecture.md", () => {
  const page = read("docs/architecture.md");
  const rowsBelow = (heading: string): readonly string[] => {
    const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
    return [...section.matchAll(/^\| `([^`]+)` /gm)].map(([, name]) => name ?? "");
  };

  it("gives a reason for every dependency, and for no other package", () => {
    expect([...rowsBelow("Dependencies")].sort()).toEqual(Object.keys(own.dependencies).sort());
  });

  it("says what every folder of test is for", () => {
    const folders = readdirSync(path.join(projectFolder, "test"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name);
    expect([...rowsBelow("Where what is tested")].sort()).toEqual(folders.sort());
  });
});

describe("npm run controls", () => {
  const run = (root: string, ...more: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [path.join(projectFolder, ".ci/controls.mjs"), "--root", root, ...more], {
      encoding: "utf8",
    });

  /** Titles with the ids of controls that the listing must not find in this file itself: `§22` stands for C22. */
  const titled = (text: string): string => text.replaceAll("§", "C");

  it("lists all 76 controls with the tests that carry their id", () => {
    const root = scratchFolder({
      "test/a.test.ts": titled(
        'it("[§22] is the same", () => {});\ndescribe.skipIf(x)("[§24, §26-§27] rows", () => {});',
      ),
    });
    const { stdout, status } = run(root);
    expect(status).toBe(0);
    expect(stdout).toContain("a.test.ts: [C22] is the same");
    expect(stdout).toContain("a.test.ts: [C24, C26-C27] rows");
    expect(stdout).toContain("4 of 76 controls have a proof");
  });

  it("fails where a required control has no proof, and takes no skipped test for one", () => {
    const root = scratchFolder({
      "test/a.test.ts": titled('it.skip("[§22] later", () => {});\nit.todo("[§23] later");'),
    });
    const { stderr, status } = run(root, "--require", "C22-C23");
    expect(stderr).toContain("no proof for C22, C23");
    expect(status).toBe(1);
  });

  it("fails where a test names a control that is none", () => {
    const root = scratchFolder({ "test/a.test.ts": titled('it("[§99] nothing", () => {});') });
    expect(run(root)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("C99 is no control") as string,
    });
  });
});
