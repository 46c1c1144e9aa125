import { createHash } from "node:crypto";
import path from "node:path";
import { cacheFolder, readEntry, writeEntry } from "../output/cache-folder.js";
import { ConfigSyntaxError } from "./config-syntax.js";
import { toolIdentity } from "./tool-identity.js";

/**
 * The JavaScript of a configuration in TypeScript. It is kept between runs: loading the compiler takes longer than all
 * that a run on unchanged input does besides.
 * @throws ConfigSyntaxError where the text is no TypeScript
 */
export async function transpile(text: string, fileName: string): Promise<string> {
  const folder = cacheFolder(path.dirname(fileName));
  if (folder === null) return await transpileAnew(text, fileName);
  const name = `config-${sha256(`${toolIdentity()}\n${text}`).slice(0, 32)}.txt`;
  const kept = intact(readEntry(folder, name));
  if (kept !== null) return kept;
  const output = await transpileAnew(text, fileName);
  writeEntry(folder, name, `${sha256(output)}\n${output}`);
  return output;
}

/** An entry begins with the hash of the rest: what was damaged must not run. */
function intact(entry: string | null): string | null {
  if (entry === null) return null;
  const end = entry.indexOf("\n");
  const output = entry.slice(end + 1);
  return entry.slice(0, Math.max(end, 0)) === sha256(output) ? output : null;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function transpileAnew(text: string, fileName: string): Promise<string> {
  const { default: typescript } = await import("typescript");
  const { outputText, diagnostics = [] } = typescript.transpileModule(text, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: {
      module: typescript.ModuleKind.ESNext,
      target: typescript.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  });
  const [first] = diagnostics;
  if (first === undefined) return outputText;
  const message = typescript.flattenDiagnosticMessageText(first.messageText, "\n");
  throw new ConfigSyntaxError(message, text, first.start ?? 0);
}
