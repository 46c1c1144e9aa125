import { readFileSync } from "node:fs";

/** `src/runtime` of this package, whether this module runs from `src/emit` or from `dist/emit`. */
const folder = new URL("../../src/runtime/", import.meta.url);

export interface RuntimeFile {
  /** Below `runtime/`, forward slashes: `core/policy.ts`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The modules of the runtime that these entries need, themselves included, in the order of their paths: what is copied
 * into the user's project, byte for byte.
 */
export function runtimeFiles(entries: readonly string[]): readonly RuntimeFile[] {
  const files = new Map<string, RuntimeFile>();
  const pending = [...entries];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (files.has(path)) continue;
    const { text, needs } = readModule(path);
    files.set(path, { path, text });
    pending.push(...needs);
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface RuntimeModule {
  readonly text: string;
  /** Paths of the modules that it imports. */
  readonly needs: readonly string[];
}

/** Of this program, which stays as it is while it runs. */
const modules = new Map<string, RuntimeModule>();

function readModule(path: string): RuntimeModule {
  const known = modules.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(path, folder), "utf8");
  const module = { text, needs: relativeImports(text).map((specifier) => resolve(path, specifier)) };
  modules.set(path, module);
  return module;
}

const specifierPattern = /(\b(?:from|import)\s*\(?\s*")(\.{1,2}\/[^"\n]+)(")/g;

/** Specifiers of the relative imports and re-exports of a module. */
export function relativeImports(text: string): readonly string[] {
  return [...text.matchAll(specifierPattern)].map((match) => match[2] ?? "");
}

/** Runs `change` over each relative import specifier of a module. */
export function mapRelativeImports(text: string, change: (specifier: string) => string): string {
  return text.replace(
    specifierPattern,
    (_, before: string, specifier: string, after: string) => before + change(specifier) + after,
  );
}

function resolve(from: string, specifier: string): string {
  const base = "file:///";
  const path = new URL(specifier, base + from).pathname.slice(1);
  return path.replace(/\.js$/, ".ts");
}
