import { pathToFileURL } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderFindings } from "../../src/cli/findings.js";
import type { EmittedFile } from "../../src/emit/plan.js";
import { adjustableRules, check, generate, type Generation } from "../../src/generate.js";
import type { RuleSettings } from "../../src/rule-settings.js";
import { transpile, typeErrors, writeProject } from "./compile.js";
import { scratchFolder, writeIn } from "./scratch.js";
import { plainDocument, positions, type Position } from "./hostile-positions.js";

const off = Object.fromEntries(adjustableRules.map((rule) => [rule, "off"])) as RuleSettings;

const refused = { positions: 0, accepted: 0 };

/** Puts the text in one place after the other, and leaves those out that are refused, if with a place in the document. */
async function acceptedPositions(text: string): Promise<readonly Position[]> {
  const accepted: Position[] = [];
  for (const position of positions) {
    const judgement = await judged([...accepted, position], text, check);
    const errors = judgement.diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length === 0) accepted.push(position);
    for (const { location, message } of errors) {
      expect(location.file, position.name).toBe("openapi.json");
      expect(location.line, position.name).toBeGreaterThan(0);
      expect(message, position.name).not.toMatch(/undefined|\[object Object\]/);
    }
    // What is said goes to terminals: nothing in it may move the cursor, or hide.
    const said = renderFindings(errors, judgement.inputs, { color: false, columns: 80 });
    // eslint-disable-next-line no-control-regex
    expect(said, position.name).not.toMatch(/[\0-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]/);
  }
  refused.positions += positions.length - accepted.length;
  refused.accepted += accepted.length;
  return accepted;
}

async function judged<Answer>(
  filled: readonly Position[],
  text: string,
  run: (options: { document: string; cwd: string; rules: RuleSettings }) => Promise<Answer>,
): Promise<Answer> {
  const document = plainDocument();
  for (const position of filled) position.put(document, text);
  writeIn(folder.path, "openapi.json", JSON.stringify(document, null, 1));
  return await run({ document: "openapi.json", cwd: folder.path, rules: off });
}

const folder = { path: "" };

/** Pieces of a payload that a module runs, instead of holding them as text; mistakes of syntax are such as well. */
function injected({ path, text }: EmittedFile): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const { parseDiagnostics } = source as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  const found = parseDiagnostics.map(
    ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
  const visit = (node: ts.Node): void => {
    const suspicious = ts.isIdentifier(node) && (node.text === "pwned" || node.text === "globalThis");
    if (suspicious) found.push(`${path}: ${node.parent.getText().slice(0, 200)}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function requireHarmless(files: readonly EmittedFile[]): void {
  const emitted = files.filter(({ path }) => !path.startsWith("runtime/"));
  for (const { path } of files) {
    expect(path).toMatch(/^(?!.*\.\.\/)[\w./-]+$/);
    for (const part of path.split("/")) {
      expect(part.length).toBeLessThan(200);
      expect(part).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
    }
  }
  expect(emitted.filter(({ path }) => path.endsWith(".ts")).flatMap(injected)).toEqual([]);
  // What an editor shows must be what the compiler reads (CVE-2021-42574).
  expect(
    emitted.filter(({ text }) => /[\u202a-\u202e\u2066-\u2069]/.test(text)).map(({ path }) => path),
  ).toEqual([]);
}

/**
 * Puts each text into every place of a document that takes it, and looks at what is generated. `compiled` are those whose
 * output is also type-checked and loaded.
 */
export function describeHostileTexts(payloads: readonly string[], compiled: readonly string[]): void {
  describe("a document that wants to be code", { timeout: 120_000 }, () => {
    const texts = new Map<string, Generation>();
    let database: PGlite;

    beforeAll(async () => {
      database = await PGlite.create();
      await database.exec("create table pwned (id int)");
    });
    afterAll(async () => {
      await database.close();
    });

    it.each(payloads)("%j stays text wherever it stands", async (text) => {
      folder.path = scratchFolder();
      const accepted = await acceptedPositions(text);
      const generation = await judged(accepted, text, generate);
      expect(generation.files.length).toBeGreaterThan(10);
      requireHarmless(generation.files);
      texts.set(text, generation);

      // PostgreSQL reads the tables as ours, whatever they are called, and no other statement.
      const sql = generation.files.find(({ path }) => path.endsWith("schema.sql"))?.text ?? "";
      expect(sql).toContain("create table");
      await database.exec("begin");
      try {
        await database.exec(sql);
        const { rows } = await database.query("select to_regclass('pwned') as found");
        expect(rows).toEqual([{ found: "pwned" }]);
      } finally {
        await database.exec("rollback");
      }
    });

    it("is served in most of its places, so that the test above looks at real output", () => {
      expect(refused.accepted).toBeGreaterThan(payloads.length * positions.length * 0.5);
    });

    it.each(compiled)("%j compiles under the strictest flags, and its modules run nothing", async (text) => {
      const files = (texts.get(text)?.files ?? []).map(({ area, path, text: module }) => ({
        path: `${area}/${path}`,
        text: module,
      }));
      const project = writeProject(`hostile-${String(payloads.indexOf(text))}`, files);
      expect(typeErrors(project, files)).toEqual([]);
      transpile(project, files);
      for (const { path } of files) {
        if (/^api\/(?!runtime\/).*\.ts$/.test(path))
          await import(pathToFileURL(project + path.replace(/ts$/, "js")).href);
      }
      expect(Object.hasOwn(globalThis, "pwned")).toBe(false);
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  });
}
