import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runChecks } from "../../src/checks/run.js";
import { checks } from "../../src/checks/table.js";
import { sortDiagnostics } from "../../src/diagnostics/create.js";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { renderText } from "../../src/diagnostics/text.js";
import type { OpenApiDocument } from "../../src/document/document.js";
import { loadDocument } from "../../src/document/load.js";
import { buildModel } from "../../src/model/build.js";
import { tlsProfileReviewed } from "../../src/model/tls-profile.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** The controls that a folder's rule serves, by the rule's own comment. */
const controls: Readonly<Record<string, string>> = {
  "operation-without-security": "[C12] ",
  "public-without-reason": "[C12] ",
  "public-with-security": "[C12] ",
  "unlimited-authentication": "[C16] [C17] ",
  "incomplete-scheme": "[C18] [C19] ",
  "mixed-algorithms": "[C18] ",
  "vocabulary-value": "[C18] ",
  "insecure-keys": "[C18] ",
  "endless-credential": "[C75] ",
  "scheme-in-url": "[C54] ",
  "secret-in-url": "[C54] ",
  "unbound-id": "[C21] [C76] ",
  "resource-without-access": "[C24] ",
  "unfiltered-access": "[C28] ",
  "undeclared-visibility": "[C38] [C72] ",
  "exposed-credential": "[C44] ",
  "exposed-token": "[C44] ",
  "insecure-server": "[C02] ",
  "literal-secret": "[C53] ",
  "unknown-rate-policy": "[C50] ",
  "open-cors": "[C73] ",
  "outdated-tls-profile": "[C07] ",
  "alarm-levels": "[C09] [C67] [C68] ",
  "security-txt": "[C70] ",
};

afterEach(() => vi.useRealTimers());

describe("documents that are refused or questioned", () => {
  test.each(folders.map((folder) => [`${controls[folder] ?? ""}${folder}`, folder]))("%s", async (_, folder) => {
    const { findings, text } = await judge(folder);
    expect(findings.map(({ rule }) => rule)).toContain(folder);
    await expect(text).toMatchFileSnapshot(`${here}${folder}/expected.txt`);
  });

  test("every rule of check has a folder", () => {
    expect(checks.map(({ rule }) => rule).filter((rule) => !folders.includes(rule))).toEqual([]);
  });
});

async function judge(folder: string): Promise<{ findings: readonly Diagnostic[]; text: string }> {
  const files = readdirSync(`${here}${folder}`);
  setDay(`${here}${folder}/today.txt`);
  const overlays = files.filter((name) => /^overlay.*\.yaml$/u.test(name)).sort();
  const loaded = await loadDocument({ entry: "input.yaml", overlays, cwd: `${here}${folder}` });
  const judged = loaded.document === null ? [] : judgeDocument(loaded.document);
  const findings = sortDiagnostics([...loaded.diagnostics, ...judged]);
  const texts = new Map(loaded.inputs.map(({ path, text }) => [path, text]));
  return { findings, text: renderText(findings, (file) => texts.get(file)) };
}

/** A folder may say on which day its document is judged; the others are judged on one that changes no verdict. */
function setDay(file: string): void {
  const day = existsSync(file) ? readFileSync(file, "utf8").trim() : tlsProfileReviewed;
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(day) });
}

function judgeDocument(document: OpenApiDocument): readonly Diagnostic[] {
  const { model, diagnostics } = buildModel(document);
  return [...diagnostics, ...runChecks(model, document)];
}
