import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runChecks } from "../../src/checks/run.js";
import { hasErrors } from "../../src/diagnostics/create.js";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { visible } from "../../src/diagnostics/visible.js";
import { loadDocument } from "../../src/document/load.js";
import { buildModel } from "../../src/model/build.js";
import { scratchFolder } from "../support/scratch.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";
import { accepted, judged as judgedBy } from "./refused-documents/accepted.js";

const folder = sharedPath("vectors/refused-documents/ogen");

/** Rules that ask for annotations, which documents of others do not have, whether they are right or wrong. */
const askForAnnotations: ReadonlySet<string> = new Set([
  "operation-without-security",
  "public-without-reason",
  "unbound-id",
  "action-without-id",
]);

function documents(): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /\.(?:json|ya?ml)$/u.test(name) && statSync(`${folder}/${name}`).isFile())
    .sort();
}

/** Schemas stand alone there; here each becomes the component of a document, on the lines after its first. */
function readable(name: string): string {
  const text = readFileSync(`${folder}/${name}`, "utf8");
  if (!name.startsWith("jsonschema/")) return text;
  const head = { openapi: "3.0.3", info: { title: "A schema", version: "1" }, paths: {} };
  const before = JSON.stringify(head).slice(0, -1);
  return `${before}, "components": { "schemas": { "Specimen":\n${text}\n} } }\n`;
}

interface Verdict {
  /** What reading it found. */
  readonly read: readonly Diagnostic[];
  /** What the rules of `check` found where it could be read. */
  readonly judged: readonly Diagnostic[];
}

async function judge(name: string): Promise<Verdict> {
  const entry = `document.${name.endsWith("json") ? "json" : "yaml"}`;
  const cwd = scratchFolder({ [entry]: readable(name) });
  const { document, diagnostics } = await loadDocument({ entry, overlays: [], cwd });
  if (document === null) return { read: diagnostics, judged: [] };
  const built = buildModel(document);
  const findings = [...built.diagnostics, ...runChecks(built.model, document)];
  return { read: diagnostics, judged: findings.filter(({ rule }) => !askForAnnotations.has(rule)) };
}

function listing(name: string, findings: readonly Diagnostic[]): string {
  const lines = findings.map(({ location, severity, rule, message, help = "" }) =>
    [
      `  ${location.line}:${location.column} ${severity} [${rule}] ${visible(message)}`,
      `    ${visible(help)}`,
    ].join("\n"),
  );
  const rule = judgedBy[name];
  const reason = rule === undefined ? accepted[name] : `${rule} refuses it`;
  return [`${name}: ${reason === undefined ? "refused" : `read: ${reason}`}`, ...lines].join("\n");
}

describe.skipIf(!sharedIsPresent)(`documents that another generator refuses${sharedNote}`, () => {
  it("are refused with a place and a help, or read for a reason", async () => {
    const names = documents();
    expect(names.length).toBeGreaterThanOrEqual(157);
    const verdicts = new Map<string, Verdict>();
    for (const name of names) verdicts.set(name, await judge(name));
    const readable = names.filter((name) => !hasErrors(verdicts.get(name)?.read ?? []));
    expect(readable).toEqual([...Object.keys(accepted), ...Object.keys(judgedBy)].sort());
    for (const [name, { read, judged }] of verdicts) {
      const errors = judged.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
      const rule = judgedBy[name];
      expect([...new Set(errors)], name).toEqual(rule === undefined ? [] : [rule]);
      for (const { location, help } of [...read, ...judged]) {
        expect(location.line, name).toBeGreaterThan(0);
        expect(help, name).toBeTruthy();
      }
    }
    const text = names.map((name) => listing(name, verdicts.get(name)?.read ?? [])).join("\n\n");
    await expect(`${text}\n`).toMatchFileSnapshot("refused-documents/expected.txt");
  });
});
