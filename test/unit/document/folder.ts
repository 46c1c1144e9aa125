import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { loadDocument, type Loaded, type LoadOptions } from "../../../src/document/load.js";
import type { OpenApiDocument } from "../../../src/document/document.js";

/** A temporary folder with files, gone when the test ends. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = mkdtempSync(join(tmpdir(), "ringfence-document-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

/** Loads the first of some files, with the others beside it. */
export async function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<LoadOptions> = {},
): Promise<Loaded> {
  return loadDocument({ entry: Object.keys(files)[0] ?? "", overlays: [], cwd: folder(files), ...options });
}

/** The same, for documents without errors; warnings may stand. */
export async function loadFine(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<LoadOptions> = {},
): Promise<OpenApiDocument> {
  const { document, diagnostics } = await load(files, options);
  if (document === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return document;
}

/** Findings in one line each: `file:line:column+length rule message`. */
export function findings({ diagnostics }: Loaded): readonly string[] {
  return diagnostics.map(({ location, rule, message }) => `${place(location)} ${rule} ${message}`);
}

export function place(location: Loaded["diagnostics"][number]["location"]): string {
  return `${location.file}:${location.line}:${location.column}+${location.length}`;
}

/** A small document in the version given, with further members. */
export function document(version: string, members = "paths: {}"): string {
  return `openapi: ${version}\ninfo: { title: Test, version: "1" }\n${members}\n`;
}
