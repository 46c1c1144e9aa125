import { describe, expect, it } from "vitest";
import own from "../../../package.json" with { type: "json" };
import { scratchFolder } from "../../support/scratch.js";
import { notes, run } from "./run.js";

const commands = ["generate", "watch", "check", "schema", "key"];

describe("help", () => {
  it.each([[], ...commands.map((command) => [command])])(
    "of ringfence %s has an example and goes to stdout",
    async (...argv) => {
      const { code, stdout, stderr } = await run(scratchFolder(), [...argv, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toContain(`Example:\n  $ ringfence ${argv[0] ?? "generate"}`);
      expect(stdout).toContain("--no-color");
      expect(stderr).toBe("");
    },
  );

  it("of ringfence check names its defaults", async () => {
    const { stdout } = await run(scratchFolder(), ["check", "--help"]);
    expect(stdout.match(/default:\s+"[a-z]+"/g)).toEqual(['default: "text"', 'default: "error"']);
    expect(stdout).not.toContain("default: []");
  });

  it("tells the version", async () => {
    expect(await run(scratchFolder(), ["--version"])).toEqual({
      code: 0,
      stdout: `${own.version}\n`,
      stderr: "",
    });
  });

  it("has a short name", async () => {
    expect((await run(scratchFolder(), ["-h"])).stdout).toContain("Usage: ringfence");
  });

  it("is not taken for the answer of a bare ringfence --json", async () => {
    const { code, stdout } = await run(scratchFolder(), ["--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ exitCode: 2, error: "no command was named" });
  });

  it("is what a bare ringfence answers, as wrong usage", async () => {
    const { code, stdout, stderr } = await run(scratchFolder(), []);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: ringfence");
  });
});

describe("wrong usage exits 2 and says what would be right", () => {
  it.each([
    [["generat"], "Did you mean generate?"],
    [["generate", "--outptu", "x"], "Did you mean --output?"],
    [["generate", "--framework", "express"], "Allowed choices are fastify."],
    [["generate", "a.yaml", "b.yaml"], "too many arguments"],
    [["generate"], "put openapi.yaml, openapi.yml or openapi.json into"],
    [["generate", "absent.yaml"], "cannot read absent.yaml: no such file"],
    [["generate", "."], "it is a folder"],
    [["check", "http://example.com/openapi.yaml"], "only https is followed"],
    [["check", "openapi.yaml", "--allow-host", "https://example.com/"], "--allow-host takes a host"],
    [["generate", "-o", ""], "--output names no folder"],
    [["check", "--cwd", "absent"], "--cwd absent is no folder"],
    [["check", "--config", "absent.json"], "cannot read absent.json: no such file"],
    [["check", "--config", "."], "it is a folder"],
    [["generate", "--check", "--dry-run"], "name one of them"],
    [["generate", "--watch", "--check"], "goes with neither --check nor --dry-run"],
    [["schema", "--dialect", "draft-04"], "Allowed choices are 2020-12, draft-07."],
    [["key"], "required option '--subject <id>' not specified"],
  ])("%j", async (argv, message) => {
    const { code, stdout, stderr } = await run(scratchFolder(), argv);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    ["duplicate-operatoin-id=off", 'Did you mean "duplicate-operation-id"?'],
    ["duplicate-operation-id", "--rule takes ID=off"],
    ["syntax-error=off", 'rule "syntax-error" is an error always'],
    ["duplicate-operation-id=fatal", 'must be "off" or "warning" or "error"'],
  ])("--rule %s", async (setting, message) => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const { code, stderr } = await run(cwd, ["check", "--rule", setting]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it("is one JSON object on stdout with --json", async () => {
    const { code, stdout } = await run(scratchFolder(), ["generate", "absent.yaml", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ exitCode: 2, error: "cannot read absent.yaml: no such file" });
    expect(code).toBe(2);
  });
});

it("watching has no single result for --json to give", async () => {
  const { code, stderr } = await run(scratchFolder({ "openapi.yaml": notes }), ["watch", "--json"]);
  expect(stderr).toContain("watching has no single result");
  expect(code).toBe(2);
});

describe("an exception that nobody expected", () => {
  const failing = {
    onInterrupt: () => {
      throw new Error("boom");
    },
  };

  it("exits 70, says what to report and shows no stack", async () => {
    const { code, stderr } = await run(scratchFolder({ "openapi.yaml": notes }), ["watch"], failing);
    expect(code).toBe(70);
    expect(stderr).toContain("this is a bug in ringfence, not in your document: boom");
    expect(stderr).toContain(`ringfence ${own.version}, Node ${process.version}`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("shows the stack with DEBUG", async () => {
    const { stderr } = await run(scratchFolder({ "openapi.yaml": notes }), ["watch"], {
      ...failing,
      env: { DEBUG: "1" },
    });
    expect(stderr).toMatch(/^\s+at /m);
  });
});
