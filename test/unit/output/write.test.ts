import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { applyOutput, exclusively } from "../../../src/output/apply.js";
import { barrierText } from "../../../src/output/barrier.js";
import { startOf } from "../../../src/output/lock.js";
import { prepareOutput } from "../../../src/output/prepare.js";
import { fingerprint } from "../../../src/output/hash.js";
import { withFault } from "../../support/faults.js";
import { readTree, scratchFolder, writeIn } from "../../support/scratch.js";
import { requestFor, touched, write } from "./request.js";

const files = {
  "api/index.ts": "export {};\n",
  "api/policy.ts": "1;\n",
  "handlers/index.ts": "theirs\n",
  "deploy/schema.sql": "--\n",
};

describe("writing", () => {
  it("takes line ends that version control changed for no edit", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const asCheckedOut = Object.fromEntries(
      Object.entries(readTree(cwd)).map(([name, text]) => [name, text.replaceAll("\n", "\r\n")]),
    );
    for (const [name, text] of Object.entries(asCheckedOut)) writeIn(cwd, name, text);
    expect(touched(await write(cwd, files))).toEqual([]);
    expect(readTree(cwd)).toEqual(asCheckedOut);
    const plan = await write(cwd, { ...files, "api/policy.ts": "2;\n" });
    expect(plan.diagnostics).toEqual([]);
    expect(readTree(cwd)["src/api/policy.ts"]).toBe("2;\n");
  });

  it("writes every area to its folder and a manifest of what is ours", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const tree = readTree(cwd);
    expect(Object.keys(tree)).toEqual([
      "deploy/schema.sql",
      "src/api/.ringfence.json",
      "src/api/index.ts",
      "src/api/policy.ts",
      "src/handlers/index.ts",
    ]);
    const manifest = JSON.parse(tree["src/api/.ringfence.json"] ?? "") as Record<string, unknown>;
    expect(manifest).toMatchObject({
      tool: "1.2.3",
      options: { framework: "fastify" },
      inputs: { "../../openapi.yaml": fingerprint("") },
      files: {
        "api/index.ts": fingerprint("export {};\n"),
        "api/policy.ts": fingerprint("1;\n"),
        "deploy/schema.sql": fingerprint("--\n"),
      },
      scaffolded: ["handlers/index.ts"],
    });
    expect(manifest).not.toHaveProperty("pending");
  });

  it("writes nothing the second time", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const before = statSync(path.join(cwd, "src/api/index.ts")).mtimeMs;
    expect(touched(await write(cwd, files))).toEqual([]);
    expect(statSync(path.join(cwd, "src/api/index.ts")).mtimeMs).toBe(before);
  });

  it("writes only what changed, and the manifest", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const plan = await write(cwd, { ...files, "api/policy.ts": "2;\n" });
    expect(touched(plan)).toEqual(["update src/api/policy.ts", "update src/api/.ringfence.json"]);
    expect(readTree(cwd)["src/api/policy.ts"]).toBe("2;\n");
  });

  it("leaves nothing but what it wrote", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    await write(cwd, { ...files, "api/policy.ts": "2;\n", "api/index.ts": "2;\n" });
    expect(readdirSync(path.join(cwd, "src/api")).sort()).toEqual([
      ".ringfence.json",
      "index.ts",
      "policy.ts",
    ]);
    expect(readdirSync(path.join(cwd, "deploy"))).toEqual(["schema.sql"]);
  });

  it("leaves no folder where it had nothing to write", async () => {
    const cwd = scratchFolder({ "src/handlers/index.ts/in-the-way": "" });
    const { layout } = requestFor(cwd, {});
    await exclusively(layout, () => Promise.resolve());
    expect(readdirSync(path.join(cwd, "src"))).toEqual(["handlers"]);
  });

  it("leaves an entry that stays the same file, though it carries the barrier meanwhile", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const before = statSync(path.join(cwd, "src/api/index.ts"));
    await write(cwd, { ...files, "api/policy.ts": "2;\n", "deploy/schema.sql": "-- 2\n" });
    const after = statSync(path.join(cwd, "src/api/index.ts"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it("writes no file at all where one cannot be written", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const before = readTree(cwd);
    const plan = await prepareOutput(
      requestFor(cwd, { ...files, "api/index.ts": "new\n", "api/policy.ts/a.ts": "" }),
    );
    expect(() => {
      applyOutput(plan);
    }).toThrow(/^cannot write /);
    expect(readTree(cwd)).toEqual(before);
  });

  it("says in words what stands in the way", async () => {
    const cwd = scratchFolder({ "src/api": "" });
    await expect(write(cwd, files)).rejects.toThrow(
      /^a file stands where a folder is needed: .*\/src\/api$/u,
    );
  });

  it("replaces no file that was saved since it was compared, and none that appeared since", async () => {
    for (const name of ["src/api/policy.ts", "src/api/new.ts"]) {
      const cwd = scratchFolder();
      await write(cwd, files);
      const before = readTree(cwd);
      const plan = await prepareOutput(
        requestFor(cwd, {
          ...files,
          "api/index.ts": "new\n",
          "api/policy.ts": "2;\n",
          "api/new.ts": "new\n",
        }),
      );
      writeIn(cwd, name, "saved just now\n");
      expect(() => {
        applyOutput(plan);
      }).toThrow(/changed while ringfence was at work/);
      expect(readTree(cwd)).toEqual({ ...before, [name]: "saved just now\n" });
    }
  });

  it("refuses a plan with a path that leaves its folder", async () => {
    const cwd = scratchFolder();
    for (const key of ["api/../../escape.ts", "api//etc/passwd", "api/a\\..\\b.ts", "api/c:evil.ts"]) {
      await expect(write(cwd, { [key]: "" })).rejects.toThrow("no path inside the api folder");
    }
  });
});

describe("what is not ours", () => {
  it("survives: a foreign file in the place of a planned one stops everything", async () => {
    const cwd = scratchFolder({ "src/api/index.ts": "somebody's work\n" });
    const plan = await write(cwd, files);
    expect(plan.diagnostics).toMatchObject([
      { rule: "output-foreign", location: { file: "src/api/index.ts", line: 1 } },
    ]);
    expect(readTree(cwd)).toEqual({ "src/api/index.ts": "somebody's work\n" });
  });

  it("survives: a foreign file beside the planned ones", async () => {
    const cwd = scratchFolder({ "src/api/notes.md": "mine" });
    await write(cwd, files);
    await write(cwd, { "api/index.ts": "other\n" });
    expect(readTree(cwd)["src/api/notes.md"]).toBe("mine");
  });

  it("survives: a generated file that was edited stops everything", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    writeIn(cwd, "src/api/policy.ts", "edited;\n");
    const plan = await write(cwd, { ...files, "api/index.ts": "new\n" });
    expect(plan.diagnostics).toMatchObject([
      { rule: "output-edited", location: { file: "src/api/policy.ts" } },
    ]);
    expect(readTree(cwd)["src/api/index.ts"]).toBe("export {};\n");
  });

  it("is generated again after it was deleted", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    rmSync(path.join(cwd, "src/api/policy.ts"));
    expect(touched(await write(cwd, files))).toEqual(["create src/api/policy.ts"]);
  });

  it("refuses a folder or a symbolic link where a file should be", async () => {
    const cwd = scratchFolder({ "elsewhere.ts": "export {};\n" });
    mkdirSync(path.join(cwd, "src/api/policy.ts"), { recursive: true });
    symlinkSync(path.join(cwd, "elsewhere.ts"), path.join(cwd, "src/api/index.ts"));
    const plan = await write(cwd, files);
    expect(plan.diagnostics.map((each) => each.rule)).toEqual(["output-foreign", "output-foreign"]);
  });
});

describe("symbolic links", () => {
  it("that lead out of the working directory are refused", async () => {
    const outside = scratchFolder();
    const cwd = scratchFolder();
    symlinkSync(outside, path.join(cwd, "src"));
    const plan = await write(cwd, files);
    expect(plan.diagnostics.map((each) => each.rule)).toContain("output-escape");
    expect(readTree(outside)).toEqual({});
  });

  it("that lead from inside the output folder to elsewhere in the project are refused", async () => {
    const cwd = scratchFolder({ "precious/a.ts": "mine" });
    mkdirSync(path.join(cwd, "src/api"), { recursive: true });
    symlinkSync(path.join(cwd, "precious"), path.join(cwd, "src/api/validators"));
    const plan = await write(cwd, { "api/validators/a.ts": "ours" });
    expect(plan.diagnostics).toMatchObject([
      { rule: "output-escape", location: { file: "src/api/validators" } },
    ]);
  });

  it("that lead nowhere are refused", async () => {
    const cwd = scratchFolder();
    mkdirSync(path.join(cwd, "src"));
    symlinkSync(path.join(cwd, "absent"), path.join(cwd, "src/api"));
    expect((await write(cwd, files)).diagnostics.map((each) => each.rule)).toContain("output-escape");
  });

  it("that stay inside the project are followed for a named folder", async () => {
    const cwd = scratchFolder({ "packages/server/keep": "" });
    symlinkSync(path.join(cwd, "packages/server"), path.join(cwd, "src"));
    expect((await write(cwd, files)).diagnostics).toEqual([]);
    expect(Object.keys(readTree(cwd))).toContain("packages/server/api/index.ts");
  });
});

describe("files that leave the plan", () => {
  it("are deleted, with the folders that this empties", async () => {
    const cwd = scratchFolder();
    await write(cwd, { ...files, "api/validators/a.ts": "a\n" });
    const plan = await write(cwd, files);
    expect(touched(plan)).toEqual(["update src/api/.ringfence.json", "delete src/api/validators/a.ts"]);
    expect(() => statSync(path.join(cwd, "src/api/validators"))).toThrow("ENOENT");
  });

  it("stay where they were edited, and are the user's from then on", async () => {
    const cwd = scratchFolder();
    await write(cwd, { ...files, "api/old.ts": "a\n" });
    writeIn(cwd, "src/api/old.ts", "mine now\n");
    const plan = await write(cwd, files);
    expect(plan.stale.map((change) => change.kind)).toEqual(["left"]);
    expect(readTree(cwd)["src/api/old.ts"]).toBe("mine now\n");
    expect((await write(cwd, files)).stale).toEqual([]);
  });

  it("are never followed out of the folder by a manifest that was tampered with", async () => {
    const cwd = scratchFolder({ "precious.txt": "mine" });
    await write(cwd, files);
    const file = path.join(cwd, "src/api/.ringfence.json");
    const manifest = JSON.parse(readFileSync(file, "utf8")) as { files: Record<string, string> };
    manifest.files["api/../../precious.txt"] = fingerprint("mine");
    writeIn(cwd, "src/api/.ringfence.json", JSON.stringify(manifest));
    const plan = await write(cwd, files);
    expect(plan.diagnostics).toMatchObject([{ rule: "output-manifest" }]);
    expect(readTree(cwd)["precious.txt"]).toBe("mine");
  });
});

describe("handlers", () => {
  it("are written once and never again", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    writeIn(cwd, "src/handlers/index.ts", "my code\n");
    await write(cwd, { ...files, "handlers/index.ts": "another scaffold\n" });
    expect(readTree(cwd)["src/handlers/index.ts"]).toBe("my code\n");
  });

  it("of new operations are added beside an index that is not touched", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const plan = await write(cwd, {
      ...files,
      "handlers/index.ts": "with more\n",
      "handlers/get-order.ts": "new\n",
    });
    expect(touched(plan)).toEqual(["create src/handlers/get-order.ts", "update src/api/.ringfence.json"]);
    expect(readTree(cwd)["src/handlers/index.ts"]).toBe("theirs\n");
  });

  it("that their owner deleted do not come back, unless all of them are gone", async () => {
    const cwd = scratchFolder();
    const all = { ...files, "handlers/get-order.ts": "scaffold\n" };
    await write(cwd, all);
    rmSync(path.join(cwd, "src/handlers/get-order.ts"));
    expect(touched(await write(cwd, all))).toEqual([]);
    rmSync(path.join(cwd, "src/handlers"), { recursive: true });
    expect(touched(await write(cwd, all))).toEqual([
      "create src/handlers/get-order.ts",
      "create src/handlers/index.ts",
    ]);
  });

  it("that serve no operation any more are named and kept", async () => {
    const cwd = scratchFolder();
    await write(cwd, { ...files, "handlers/get-order.ts": "scaffold\n" });
    const plan = await write(cwd, files);
    expect(plan.obsolete).toEqual(["src/handlers/get-order.ts"]);
    expect(readTree(cwd)["src/handlers/get-order.ts"]).toBe("scaffold\n");
  });
});

describe("an interrupted run", () => {
  const next = { ...files, "api/index.ts": "second\n", "api/new.ts": "new\n" };
  const third = { ...files, "api/index.ts": "third\n", "api/new.ts": "newer\n" };

  /** A run that dies while it exchanges files: behind the barrier, before the last file. */
  async function interrupted(): Promise<string> {
    for (let at = 25; ; at += 1) {
      const cwd = scratchFolder();
      await write(cwd, files);
      await withFault({ at, kind: "death" }, () => write(cwd, next));
      const tree = readTree(cwd);
      if (tree["src/api/index.ts"] === barrierText && tree["src/api/new.ts"] !== undefined) return cwd;
    }
  }

  it("that wrote files but no manifest is completed by the next", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    writeIn(cwd, "src/api/index.ts", next["api/index.ts"]);
    writeIn(cwd, "src/api/new.ts", next["api/new.ts"]);
    const plan = await write(cwd, next);
    expect(plan.diagnostics).toEqual([]);
    expect(touched(plan)).toEqual(["update src/api/.ringfence.json"]);
  });

  it("is recognised even where the document changed again before the next", async () => {
    const cwd = await interrupted();
    const after = await write(cwd, third);
    expect(after.diagnostics).toEqual([]);
    expect(readTree(cwd)["src/api/new.ts"]).toBe("newer\n");
    expect(touched(await write(cwd, third))).toEqual([]);
  });

  it("is stale, not somebody's edit, for whoever only looks", async () => {
    const cwd = await interrupted();
    const before = readTree(cwd);
    const plan = await prepareOutput(requestFor(cwd, files));
    expect(plan.diagnostics).toEqual([]);
    expect(touched(plan)).toContain("update src/api/index.ts");
    expect(readTree(cwd)).toEqual(before);
  });

  it("that wrote to other folders is not guessed at", async () => {
    const cwd = await interrupted();
    const { layout } = requestFor(cwd, files);
    const elsewhere = { ...layout, deploy: path.join(cwd, "elsewhere") };
    await expect(write(cwd, files, { layout: elsewhere })).rejects.toThrow(
      "a run was interrupted that wrote to src/handlers and deploy",
    );
  });

  it("whose journal cannot be read is left to its owner where old files wait for it", async () => {
    const cwd = await interrupted();
    writeIn(cwd, "src/api/.ringfence/journal", "{");
    await expect(write(cwd, files)).rejects.toThrow("src/api/.ringfence cannot be read: restore src/api");
    rmSync(path.join(cwd, "src/api/.ringfence"), { recursive: true });
    writeIn(cwd, "src/api/.ringfence/journal", "{");
    await write(scratchFolder(), files);
  });

  it("never follows a journal that was tampered with out of the folders", async () => {
    const cwd = await interrupted();
    writeIn(cwd, "precious.txt", "mine");
    const journal = path.join(cwd, "src/api/.ringfence/journal");
    const text = readFileSync(journal, "utf8").replaceAll("api/new.ts", "api/../../precious.txt");
    writeIn(cwd, "src/api/.ringfence/journal", text);
    await expect(write(cwd, files)).rejects.toThrow("cannot be read");
    expect(readTree(cwd)["precious.txt"]).toBe("mine");
  });

  it("refuses a symbolic link in the place of the staging folder", async () => {
    const outside = scratchFolder();
    const cwd = scratchFolder({ "src/api/notes.md": "" });
    symlinkSync(outside, path.join(cwd, "src/api/.ringfence"));
    await expect(write(cwd, files)).rejects.toMatchObject({ name: "OutputError" });
    expect(readTree(outside)).toEqual({});
  });

  it("of a machine that lost its power leaves empty files, which are nobody's edit", async () => {
    const cwd = scratchFolder();
    await write(cwd, files);
    const before = readTree(cwd);
    writeIn(cwd, "src/api/index.ts", "");
    writeIn(cwd, "src/api/policy.ts", "\0\0\0");
    expect(touched(await write(cwd, files))).toEqual(["update src/api/index.ts", "update src/api/policy.ts"]);
    expect(readTree(cwd)).toEqual(before);
  });
});

describe("two runs at once", () => {
  it("take turns", async () => {
    const cwd = scratchFolder();
    const versions = [1, 2, 3, 4].map((number) => ({
      "api/index.ts": `${String(number)};\n`,
      "api/policy.ts": `${String(number)};\n`,
    }));
    const plans = await Promise.all(versions.map((version) => write(cwd, version)));
    expect(plans.flatMap((plan) => plan.diagnostics)).toEqual([]);
    const tree = readTree(cwd);
    expect(tree["src/api/index.ts"]).toBe(tree["src/api/policy.ts"]);
    expect(readdirSync(path.join(cwd, "src/api")).sort()).toEqual([
      ".ringfence.json",
      "index.ts",
      "policy.ts",
    ]);
  });

  it.each([
    ["of a process that is gone", `${String(spawnSync(process.execPath, ["-v"]).pid)} - ${hostname()}\n`],
    ["of this process's number, which another had before", `${String(process.pid)} 1 ${hostname()}\n`],
  ])("do not wait for a lock %s", async (_title, owner) => {
    const cwd = scratchFolder({ "src/api/.ringfence/lock": owner });
    await write(cwd, files);
    expect(readdirSync(path.join(cwd, "src/api")).sort()).toEqual([
      ".ringfence.json",
      "index.ts",
      "policy.ts",
    ]);
  });

  it("wait for a lock of another process that lives", async () => {
    const owner = `${String(process.ppid)} ${startOf(process.ppid)} ${hostname()}\n`;
    const cwd = scratchFolder({ "src/api/.ringfence/lock": owner });
    const writing = write(cwd, files);
    await delay(300);
    expect(readTree(cwd)).toEqual({ "src/api/.ringfence/lock": owner });
    rmSync(path.join(cwd, "src/api/.ringfence/lock"));
    await writing;
    expect(readTree(cwd)["src/api/index.ts"]).toBe(files["api/index.ts"]);
  });
});

describe("the surroundings", () => {
  // Root may write anywhere.
  it.skipIf(process.getuid?.() === 0)("that refuse are an OutputError, not a bug", async () => {
    const cwd = scratchFolder({ "src/keep": "" });
    chmodSync(path.join(cwd, "src"), 0o500);
    await expect(write(cwd, files)).rejects.toMatchObject({ name: "OutputError" });
    chmodSync(path.join(cwd, "src"), 0o700);
  });

  it("a file where a folder should be is an OutputError", async () => {
    const cwd = scratchFolder({ src: "a file" });
    await expect(write(cwd, files)).rejects.toMatchObject({
      name: "OutputError",
      message: expect.stringContaining("a file stands where a folder is needed") as string,
    });
  });
});
