import { chmodSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { openApiSchema } from "../../../src/model/vocabulary/openapi-schema.js";
import { readTree, scratchFolder } from "../../support/scratch.js";
import { notes, run } from "./run.js";

const pets = `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{petId}:
    get:
      parameters: [{ name: petId, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: It. } }
  /health:
    get:
      responses: { "204": { description: Fine. } }
`;

const yes = ["init", "--yes"] as const;
const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), "utf8");

/** Answers questions one after the other; null is the wish to stop. */
function answering(...answers: readonly (string | null)[]) {
  const questions: string[] = [];
  const ask = async (question: string): Promise<string | null> => {
    questions.push(question);
    return answers[questions.length - 1] ?? null;
  };
  return { ask, questions };
}

describe("init", () => {
  it("writes the overlay, the configuration and the editor's settings; generate then makes a closed server", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    const { code, stderr } = await run(cwd, yes);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("1 of 2 operations open") as string,
    });
    expect(Object.keys(readTree(cwd)).sort()).toEqual([
      ".vscode/settings.json",
      ".vscode/x-security.schema.json",
      "openapi.yaml",
      "ringfence.config.json",
      "security.overlay.yaml",
    ]);
    expect(JSON.parse(read(cwd, "ringfence.config.json"))).toEqual({
      document: "openapi.yaml",
      overlays: ["security.overlay.yaml"],
    });
    expect((await run(cwd, ["generate"])).code).toBe(0);
    expect(read(cwd, "src/api/policy.ts")).toContain("closed:");
    expect((await run(cwd, ["generate", "--check"])).code).toBe(0);
  });

  it("proposes nothing a second time, and writes nothing", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    await run(cwd, yes);
    const before = readTree(cwd);
    const { code, stderr } = await run(cwd, yes);
    expect(code).toBe(0);
    expect(stderr).toContain("nothing is missing · 0 files written");
    expect(readTree(cwd)).toEqual(before);
  });

  it("proposes only what is still missing, to a file of its own, once something was opened or added", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    await run(cwd, yes);
    const added = pets.replace(
      "/health:",
      "/pets/{petId}/owner/{ownerId}:\n    delete: { responses: {} }\n  /health:",
    );
    const grown = scratchFolder({ ...readTree(cwd), "openapi.yaml": added });
    const refused = await run(grown, yes);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("security.overlay.yaml exists, and is not overwritten");
    const { code, stderr } = await run(grown, [...yes, "-o", "more.overlay.yaml"]);
    expect(code).toBe(0);
    expect(stderr).toContain('add "more.overlay.yaml" to "overlays" in ringfence.config.json');
    const { actions } = parse(read(grown, "more.overlay.yaml")) as { actions: readonly { update: object }[] };
    expect(actions.map(({ update }) => Object.keys(update))).toContainEqual([
      "/pets/{petId}/owner/{ownerId}",
    ]);
  });

  it("has nothing to add to a document that is annotated", async () => {
    const cwd = scratchFolder({ "openapi.yaml": notes });
    const { code, stderr } = await run(cwd, yes);
    expect(code).toBe(0);
    expect(stderr).toContain("2 of 2 operations open · nothing is missing");
    expect(Object.keys(readTree(cwd))).not.toContain("security.overlay.yaml");
    expect(JSON.parse(read(cwd, "ringfence.config.json"))).toEqual({ document: "openapi.yaml" });
  });

  it("says that there is no document", async () => {
    const { code, stderr } = await run(scratchFolder(), yes);
    expect(code).toBe(2);
    expect(stderr).toContain("no document: name one");
  });

  it("locates what is wrong with a document, and writes nothing", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets.replace("info: {", "info: [") });
    const { code, stderr } = await run(cwd, yes);
    expect(code).toBe(1);
    expect(stderr).toContain("openapi.yaml:2:");
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml"]);
  });

  it("overwrites neither an overlay nor what stands in its place", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets, "security.overlay.yaml": "mine\n" });
    expect((await run(cwd, yes)).code).toBe(2);
    expect(read(cwd, "security.overlay.yaml")).toBe("mine\n");
    const linked = scratchFolder({ "openapi.yaml": pets });
    symlinkSync("elsewhere.yaml", path.join(linked, "security.overlay.yaml"));
    expect((await run(linked, yes)).code).toBe(2);
    mkdirSync(path.join(linked, "folder"));
    expect((await run(linked, [...yes, "-o", "folder"])).code).toBe(2);
    expect(Object.keys(readTree(cwd)).sort()).toEqual(["openapi.yaml", "security.overlay.yaml"]);
  });

  it("leaves a configuration to its owner, with a hint", async () => {
    const config = 'export default { document: "openapi.yaml" };\n';
    const cwd = scratchFolder({ "openapi.yaml": pets, "ringfence.config.js": config });
    const { code, stderr } = await run(cwd, yes);
    expect(code).toBe(0);
    expect(stderr).toContain('add "security.overlay.yaml" to "overlays" in ringfence.config.js');
    expect(read(cwd, "ringfence.config.js")).toBe(config);
  });

  it.skipIf(process.getuid?.() === 0)("says that a folder cannot be written to", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    chmodSync(cwd, 0o555);
    const { code, stderr } = await run(cwd, yes);
    chmodSync(cwd, 0o755);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot (?:make|write)/u);
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml"]);
  });

  it("writes nothing where a place of one file cannot be written", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets, ".vscode": "no folder\n" });
    const { code } = await run(cwd, yes);
    expect(code).toBe(2);
    expect(Object.keys(readTree(cwd)).sort()).toEqual([".vscode", "openapi.yaml"]);
  });

  it("prints the overlay and writes nothing with --dry-run", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    const { code, stdout } = await run(cwd, ["init", "--dry-run"]);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({ overlay: "1.0.0" });
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml"]);
    expect((await run(cwd, ["init", "--dry-run", "--yes"])).code).toBe(2);
  });

  it("tells a program what it proposes, how sure it is, why, and where", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    const { code, stdout, stderr } = await run(cwd, [...yes, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const answer = JSON.parse(stdout) as { readonly proposals: readonly object[] };
    expect(answer).toMatchObject({
      command: "init",
      exitCode: 0,
      written: expect.arrayContaining(["security.overlay.yaml", "ringfence.config.json"]) as string[],
      operations: { total: 2, open: 1, closed: 1, ready: 1 },
    });
    const question = 'Is a Pet there for nobody but who creates it ("ownerId")?';
    expect(answer.proposals).toContainEqual({
      topic: "closed",
      pointer: "/paths/~1pets~1{petId}/get",
      update: { "x-security": { resource: "Pet", action: "read", closed: question } },
      confidence: "high",
      why: question,
      location: { file: "openapi.yaml", line: 5, column: 5, length: 3 },
    });
  });
});

describe("init on a terminal", () => {
  it("asks before each file, and writes what was agreed to", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets, "package.json": "{}\n" });
    const { ask, questions } = answering("", "y", "n", "n", "YES");
    expect((await run(cwd, ["init"], { ask })).code).toBe(0);
    expect(questions).toEqual([
      expect.stringMatching(
        /^Write security\.overlay\.yaml \(\d+ proposals, 1 of 2 operations open\)\? \[Y\/n\] $/u,
      ),
      "Write ringfence.config.json, which names document and overlay? [Y/n] ",
      "Write .vscode/x-security.schema.json, by which editors complete? [Y/n] ",
      "Name it in .vscode/settings.json? [Y/n] ",
      "Add the scripts generate, check, watch to package.json? [Y/n] ",
    ]);
    expect(Object.keys(readTree(cwd)).sort()).toEqual([
      "openapi.yaml",
      "package.json",
      "ringfence.config.json",
      "security.overlay.yaml",
    ]);
  });

  it("asks for no configuration of an overlay that is not wanted", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    const { ask, questions } = answering("n", "n", "n");
    expect((await run(cwd, ["init"], { ask })).code).toBe(0);
    expect(questions.some((question) => question.includes("ringfence.config.json"))).toBe(false);
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml"]);
  });

  it("writes nothing at all for somebody who stops in the middle", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets });
    const { ask } = answering("y", null);
    const { stderr } = await run(cwd, ["init"], { ask });
    expect(stderr).toContain("Stopped: nothing was written.");
    expect(Object.keys(readTree(cwd))).toEqual(["openapi.yaml"]);
  });

  it("does not guess where nobody can be asked", async () => {
    const { code, stderr } = await run(scratchFolder({ "openapi.yaml": pets }), ["init"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--yes");
  });
});

describe("what init merges into", () => {
  it("adds scripts, and keeps the order, the indentation and the scripts that exist", async () => {
    const before = '{\n\t"name": "mine",\n\t"scripts": {\n\t\t"check": "tsc"\n\t},\n\t"z": [1,2]\n}\n';
    const cwd = scratchFolder({ "openapi.yaml": pets, "package.json": before });
    await run(cwd, yes);
    const added = '"check": "tsc",\n\t\t"generate": "ringfence generate",\n\t\t"watch": "ringfence watch"';
    expect(read(cwd, "package.json")).toBe(before.replace('"check": "tsc"', added));
  });

  it.each([
    ["no JSON", "{ oops"],
    ["no object", "[]"],
    ["scripts that are a list", '{ "scripts": [] }'],
  ])("leaves a package.json alone that is %s", async (_, text) => {
    const cwd = scratchFolder({ "openapi.yaml": pets, "package.json": text });
    const { code, stderr } = await run(cwd, yes);
    expect({ code, text: read(cwd, "package.json") }).toEqual({ code: 0, text });
    expect(stderr).toContain("add the scripts yourself");
  });

  it("loses no setting and no comment of an editor", async () => {
    const before =
      '{\n  // mine\n  "yaml.schemas": { "./other.json": ["a.yaml"] },\n  "editor.tabSize": 3,\n}\n';
    const cwd = scratchFolder({ "openapi.yaml": pets, ".vscode/settings.json": before });
    await run(cwd, yes);
    const after = read(cwd, ".vscode/settings.json");
    expect(after).toContain("// mine");
    expect(parse(after.replace("// mine", ""))).toEqual({
      "yaml.schemas": { "./other.json": ["a.yaml"], "./.vscode/x-security.schema.json": ["openapi.yaml"] },
      "editor.tabSize": 3,
    });
  });

  it("leaves settings alone that it cannot read, and says what to do", async () => {
    const cwd = scratchFolder({ "openapi.yaml": pets, ".vscode/settings.json": "{ oops" });
    const { code, stderr } = await run(cwd, yes);
    expect(code).toBe(0);
    expect(read(cwd, ".vscode/settings.json")).toBe("{ oops");
    expect(stderr).toContain("ringfence schema --dialect draft-07 --with-openapi");
  });

  it("names a JSON document to the settings of JSON", async () => {
    const cwd = scratchFolder({ "openapi.json": JSON.stringify(parse(pets)) });
    await run(cwd, yes);
    expect(JSON.parse(read(cwd, ".vscode/settings.json"))).toEqual({
      "json.schemas": [{ fileMatch: ["openapi.json"], url: "./.vscode/x-security.schema.json" }],
    });
  });
});

describe("the schema for editors", () => {
  const valid = new Ajv({ strict: false }).compile(openApiSchema("draft-07"));

  it("takes an annotated document, and finds a misspelt key in each place", async () => {
    expect(valid(parse(notes))).toBe(true);
    for (const spoilt of [
      notes.replace("algorithms: [ES256]", "algorithm: [ES256]"),
      notes.replace("owner: authorId", "ownr: authorId"),
      notes.replace("operationId: getNote", "x-security: { clsoed: no }"),
      notes.replace("maxLength: 1000", "x-security: { sensitiv: personal }"),
      notes.replace("format: uuid } }", "format: uuid }, x-security: { resorce: Note } }"),
      notes.replace("paths:\n", "x-security: { rateLimt: [edge] }\npaths:\n"),
    ]) {
      expect(spoilt).not.toBe(notes);
      expect(valid(parse(spoilt))).toBe(false);
    }
  });

  it("is what `schema --with-openapi` prints", async () => {
    const { stdout } = await run(scratchFolder(), ["schema", "--with-openapi", "--dialect", "draft-07"]);
    expect(JSON.parse(stdout)).toEqual(openApiSchema("draft-07"));
  });
});
