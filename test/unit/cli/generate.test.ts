import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readTree, scratchFolder, writeIn } from "../../support/scratch.js";
import { notes, notesWithList, run } from "./run.js";

describe("ringfence generate", () => {
  it("writes a server, says how much, and writes nothing the second time", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const first = await run(cwd, ["generate"]);
    expect(first.stderr).toMatch(/^2 operations · \d+ files written, 0 unchanged · \d+\.\d s$/m);
    expect(first.stdout).toBe("");
    expect(first.code).toBe(0);
    const tree = readTree(cwd);
    expect(Object.keys(tree)).toEqual(
      expect.arrayContaining([
        "src/api/index.ts",
        "src/api/.ringfence.json",
        "src/handlers/get-note.ts",
        "deploy/schema.sql",
      ]),
    );
    const second = await run(cwd, ["generate"]);
    expect(second.stderr).toMatch(/· 0 files written, \d+ unchanged ·/);
    expect(readTree(cwd)).toEqual(tree);
  });

  it("takes property names that every JavaScript object inherits", async () => {
    const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
    const properties = names.map((name) => `        ${name}: { type: string, maxLength: 9 }\n`).join("");
    const cwd = scratchFolder({
      "openapi.yaml": notes.replace("        text:", `${properties}        text:`),
    });
    expect((await run(cwd, ["generate"])).code).toBe(0);
    const { "src/api/data.ts": data = "" } = readTree(cwd);
    for (const name of names) expect(data).toContain(`readonly ${name}?: string;`);
  });

  it("takes an operationId that is longer than the name of a file may be", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes.replace("getNote", "getNote".repeat(60)) });
    expect((await run(cwd, ["generate"])).code).toBe(0);
  });

  it("gives the same bytes in another folder", async () => {
    const [one, other] = [scratchFolder({ "openapi.yaml": notes }), scratchFolder({ "openapi.yaml": notes })];
    await run(one, ["generate"]);
    await run("/", ["generate", "--cwd", other]);
    expect(readTree(other)).toEqual(readTree(one));
  });

  it("takes folders and the extension of imports from flags", async () => {
    const cwd = scratchFolder({ "api.yaml": notes });
    await run(cwd, [
      "generate",
      "api.yaml",
      "-o",
      "gen",
      "--handlers",
      "work/handlers",
      "--deploy",
      "ops",
      "--import-extension",
      "ts",
    ]);
    const tree = readTree(cwd);
    expect(tree["work/handlers/get-note.ts"]).toContain('"../../gen/index.ts"');
    expect(Object.keys(tree)).toContain("ops/schema.sql");
  });

  it("[C71] writes the procedure of response once: what the team makes of it stays, what follows from the document follows", async () => {
    const disclosure = "x-security:\n  disclosure: { contact: [mailto:security@example.com] }\n";
    const cwd = scratchFolder({ "openapi.yaml": disclosure + notes });
    await run(cwd, ["generate", "--quiet"]);
    expect(readTree(cwd)["deploy/RESPONSE.md"]).toContain("is never written again");
    writeIn(cwd, "deploy/RESPONSE.md", "Call Ann: 555-0100\n");
    writeIn(
      cwd,
      "openapi.yaml",
      disclosure
        .replace("}", ", validFor: 30d }")
        .replace("x-security:", "x-security:\n  logs: { keep: 30d }") + notes,
    );
    expect((await run(cwd, ["generate", "--quiet"])).code).toBe(0);
    const tree = readTree(cwd);
    expect(tree["deploy/RESPONSE.md"]).toBe("Call Ann: 555-0100\n");
    expect(tree["deploy/response-facts.md"]).toContain("for 30 days");
    expect((await run(cwd, ["generate", "--check", "--quiet"])).code).toBe(0);
  });

  it("--check is 0, then 1 with a diff after the document changed, and writes nothing", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    await run(cwd, ["generate"]);
    expect(await run(cwd, ["generate", "--check", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
    writeIn(cwd, "openapi.yaml", notesWithList);
    const before = readTree(cwd);
    const { code, stdout } = await run(cwd, ["generate", "--check"]);
    expect(code).toBe(1);
    expect(stdout).toContain("--- a/src/api/policy.ts\n+++ b/src/api/policy.ts\n@@ ");
    expect(stdout).toMatch(/^\+.*listNotes/m);
    expect(readTree(cwd)).toEqual(before);
  });

  it("--check is 1 with a diff after a generated file was edited", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    await run(cwd, ["generate"]);
    writeIn(cwd, "src/api/policy.ts", "export const policy = {};\n");
    const { code, stdout, stderr } = await run(cwd, ["generate", "--check"]);
    expect(stdout).toContain("-export const policy = {};\n");
    expect(stderr).toContain("[output-edited]");
    expect(stderr).toContain("1 error, 0 warnings · 0 files stale, ");
    expect(code).toBe(1);
  });

  it("--dry-run lists what it would do, and does nothing", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const { code, stdout } = await run(cwd, ["generate", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toContain("create src/api/index.ts\n");
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml"]);
  });

  it("writes nothing while an error stands, and names its place", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes.replace("action", "x").replace("owner:", "ownr:") });
    const { code, stderr } = await run(cwd, ["generate"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^openapi\.yaml:\d+:\d+ error .*ownr/m);
    expect(stderr).toContain("nothing written");
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml"]);
  });

  it("lets a handler that was edited and a foreign file live", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes, "src/api/notes.txt": "mine" });
    await run(cwd, ["generate"]);
    writeIn(cwd, "src/handlers/get-note.ts", "// mine\n");
    writeIn(cwd, "openapi.yaml", notesWithList);
    const { code } = await run(cwd, ["generate"]);
    expect(code).toBe(0);
    expect(readTree(cwd)).toMatchObject({
      "src/handlers/get-note.ts": "// mine\n",
      "src/api/notes.txt": "mine",
    });
  });

  it("refuses to write over a file that it did not write", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes, "src/api/policy.ts": "mine" });
    const { code, stderr } = await run(cwd, ["generate"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^src\/api\/policy\.ts:1:1 error .*\[output-foreign\]$/m);
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml", "src/api/policy.ts"]);
  });

  it("says which handlers to add to an index that is the user's", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    await run(cwd, ["generate"]);
    writeIn(cwd, "openapi.yaml", notesWithList);
    const { stderr } = await run(cwd, ["generate"]);
    expect(stderr).toContain(
      'src/handlers/index.ts is yours; add to its `handlers`, or import them where it is no `lazily`:\n  listNotes: async () => (await import("./list-notes.js")).listNotes,',
    );
    writeIn(cwd, "openapi.yaml", notes);
    expect((await run(cwd, ["generate"])).stderr).toContain(
      "src/handlers/list-notes.ts serves no operation any more",
    );
  });

  it("names the packages that package.json lacks, until it has them", async () => {
    const cwd = scratchFolder({
      "openapi.yaml": notes,
      "package.json": '{ "dependencies": { "jose": "6" } }',
    });
    const { stderr } = await run(cwd, ["generate"]);
    const line = /npm install .*/.exec(stderr)?.[0] ?? "";
    expect(line).toContain("fastify@");
    expect(line).not.toContain("jose");
    const names = [...line.matchAll(/"?((?:@[a-z-]+\/)?[a-z-]+)@/g)].map(([, name]) => [name, "*"]);
    writeIn(
      cwd,
      "package.json",
      JSON.stringify({ dependencies: { jose: "6", ...(Object.fromEntries(names) as object) } }),
    );
    expect((await run(cwd, ["generate"])).stderr).not.toContain("npm install");
  });

  it("--json gives one result", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const { stdout, stderr } = await run(cwd, ["generate", "--json"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      command: "generate",
      exitCode: 0,
      mode: "write",
      projects: [{ operations: 2, deleted: 0, unchanged: 0, diagnostics: [] }],
    });
  });

  it("--quiet says nothing where nothing is wrong", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    expect(await run(cwd, ["generate", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("generates every project of a list", async () => {
    const cwd = scratchFolder({
      "a.yaml": notes,
      "b.yaml": notes,
      "ringfence.config.json": JSON.stringify([
        { document: "a.yaml", output: "a/api", handlers: "a/handlers", deploy: "a/deploy" },
        { document: "b.yaml", output: "b/api", handlers: "b/handlers", deploy: "b/deploy" },
      ]),
    });
    expect((await run(cwd, ["generate"])).code).toBe(0);
    expect(Object.keys(readTree(cwd))).toEqual(expect.arrayContaining(["a/api/index.ts", "b/api/index.ts"]));
  });

  it("exits 2 where the surroundings refuse", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes, src: "a file" });
    expect(await run(cwd, ["generate"])).toMatchObject({ code: 2 });
    rmSync(path.join(cwd, "src"));
    mkdirSync(path.join(cwd, "src"));
    expect(await run(cwd, ["generate"])).toMatchObject({ code: 0 });
  });
});

describe("ringfence check", () => {
  it("ends a flood of findings with their count by rule, the most frequent first", async () => {
    const operations = (count: number): string =>
      Array.from(
        { length: count },
        (_, index) => `  /p${String(index)}: { get: { responses: { default: { description: D } } } }\n`,
      ).join("");
    const check = async (count: number): Promise<string> =>
      (
        await run(
          scratchFolder({
            "openapi.yaml": `openapi: 3.1.0\ninfo: { title: T, version: "1" }\nservers: [{ url: "http://a.example" }]\npaths:\n${operations(count)}`,
          }),
          ["check"],
        )
      ).stdout;
    expect(await check(25)).toMatch(
      /\n\n {4}25 × error operation-without-security\n {5}1 × \w+ insecure-server\n$/,
    );
    expect(await check(5)).not.toContain("×");
  });

  const broken = notes.replace("owner:", "ownr:");

  it("is 0 on a document in order", async () => {
    const { code, stdout, stderr } = await run(scratchFolder({ "openapi.yaml": notes }), ["check"]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^2 operations · 0 errors, 0 warnings · /);
    expect(code).toBe(0);
  });

  it.each([
    ["text", /^openapi\.yaml:\d+:\d+ error /],
    ["json", /^\{\n {2}"errors": [1-9]/],
    ["sarif", /"version": "2\.1\.0"/],
    ["github", /^::error file=openapi\.yaml,line=/],
  ])("prints findings as %s and exits 1", async (format, expected) => {
    const { code, stdout } = await run(scratchFolder({ "openapi.yaml": broken }), [
      "check",
      "--format",
      format,
    ]);
    expect(stdout).toMatch(expected);
    expect(code).toBe(1);
  });

  it("has no colours where nobody sees them, or where nobody wants them", async () => {
    const cwd = scratchFolder({ "openapi.yaml": broken });
    const onTerminal = async (argv: readonly string[], env: Record<string, string>): Promise<string> => {
      let text = "";
      const stdout = { write: (part: string) => (text += part), isTTY: true };
      await run(cwd, argv, { stdout, env });
      return text;
    };
    const escape = "\u001b[";
    expect((await run(cwd, ["check"])).stdout).not.toContain(escape);
    expect(await onTerminal(["check"], {})).toContain(escape);
    expect(await onTerminal(["check"], { NO_COLOR: "1" })).not.toContain(escape);
    expect(await onTerminal(["check", "--no-color"], {})).not.toContain(escape);
    expect(await onTerminal(["check"], { TERM: "dumb" })).not.toContain(escape);
  });
});

describe("ringfence schema", () => {
  it.each([
    ["2020-12", "https://json-schema.org/draft/2020-12/schema"],
    ["draft-07", "http://json-schema.org/draft-07/schema#"],
  ])("prints the vocabulary in %s", async (dialect, uri) => {
    const { code, stdout } = await run(scratchFolder(), ["schema", "--dialect", dialect]);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: uri });
    expect(code).toBe(0);
  });
});

describe("the severity of a rule", () => {
  const open = notes.replace("security: [{ bearer: [] }]\n", "");
  const rule = "operation-without-security";

  it("is changed by --rule", async () => {
    const cwd = scratchFolder({ "openapi.yaml": open });
    expect(await run(cwd, ["check"])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(rule) as string,
    });
    const lowered = await run(cwd, ["check", "--rule", `${rule}=warning`]);
    expect(lowered).toMatchObject({ code: 0, stdout: expect.stringContaining(" warning ") as string });
    expect((await run(cwd, ["check", "--rule", `${rule}=warning`, "--fail-on", "warning"])).code).toBe(1);
    expect(await run(cwd, ["check", "--rule", `${rule}=off`])).toMatchObject({ code: 0, stdout: "" });
  });

  it("is changed by the configuration", async () => {
    const config = JSON.stringify({ rules: { [rule]: "off" } });
    const cwd = scratchFolder({ "openapi.yaml": open, "ringfence.config.json": config });
    expect(await run(cwd, ["check"])).toMatchObject({ code: 0, stdout: "" });
  });
});
