import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { adjustableRules, check, generate } from "../../dist/generate.js";

/** Every finding that judges, switched off: what can be served at all is served. */
export const nothingJudged = Object.fromEntries(adjustableRules.map((rule) => [rule, "off"]));

/**
 * Feeds a document to ringfence, and judges the answer: located findings, or files that parse.
 * @param {ReturnType<import("./mutant.mjs").mutantOf>} mutant
 * @param {string} folder a folder of the caller's own
 * @param {{ readonly emit: number, readonly twice: number }} shares how many are emitted, and how many are run twice
 * @returns {Promise<{ kind: "refused" | "accepted" | "emitted", files: readonly object[] }>}
 * @throws where the answer is none that a user should get
 */
export async function judge(mutant, folder, shares) {
  writeFileSync(path.join(folder, mutant.fileName), mutant.bytes);
  const emits = mutant.random.chance(shares.emit);
  const run = () =>
    emits
      ? generate({ document: mutant.fileName, cwd: folder, rules: nothingJudged })
      : check({ document: mutant.fileName, cwd: folder });
  const answer = await run();
  judgeFindings(answer.diagnostics, mutant.bytes.toString("utf8"));
  if (mutant.random.chance(shares.twice) && digest(answer) !== digest(await run()))
    throw new Error("two runs on the same document differ");
  const isRefused = answer.diagnostics.some(({ severity }) => severity === "error");
  if (!emits) return { kind: isRefused ? "refused" : "accepted", files: [] };
  if (!isRefused && answer.files.length === 0) throw new Error("neither findings nor files");
  for (const file of answer.files) judgeFile(file);
  return { kind: isRefused ? "refused" : "emitted", files: answer.files };
}

function judgeFindings(diagnostics, source) {
  const betraying = ["undefined", "[object Object]", "NaN"];
  for (const { rule, location, message, help } of diagnostics) {
    const { file, line, column } = location;
    const isPlaced =
      file !== "" && Number.isInteger(line) && line > 0 && Number.isInteger(column) && column > 0;
    if (!isPlaced) throw new Error(`${rule} is located at ${file}:${String(line)}:${String(column)}`);
    const said = `${message} ${help}`;
    for (const word of betraying) {
      // A document may well talk of such things itself.
      if (said.includes(word) && !source.toLowerCase().includes(word.toLowerCase()))
        throw new Error(`${rule} says "${word}": ${message}`);
    }
  }
}

function judgeFile({ area, path: name, text }) {
  const parts = name.split("/");
  if (parts.some((part) => !/^[\w.-]{1,200}$/.test(part) || part === "." || part === ".."))
    throw new Error(`a file is called ${JSON.stringify(name)}`);
  if (!name.endsWith(".ts") || (area === "api" && name.startsWith("runtime/"))) return;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, false);
  const [mistake] = source.parseDiagnostics;
  if (mistake !== undefined)
    throw new Error(`${name} does not parse: ${ts.flattenDiagnosticMessageText(mistake.messageText, " ")}`);
  if (/globalThis/.test(text)) requireNoRun(source, name);
  if (/[\u202a-\u202e\u2066-\u2069]/.test(text))
    throw new Error(`${name} holds a sign that hides the order of its text`);
}

/** `globalThis` is what hostile texts name; as code, it would be theirs. */
function requireNoRun(source, name) {
  const visit = (node) => {
    if (ts.isIdentifier(node) && node.text === "globalThis")
      throw new Error(`${name} runs text of the document`);
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function digest({ diagnostics, files = [] }) {
  return createHash("sha256")
    .update(JSON.stringify([diagnostics, files]))
    .digest("hex");
}
