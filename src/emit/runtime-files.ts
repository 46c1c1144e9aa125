import { readFileSync } from "node:fs";
import { ownPackage } from "../own-folders.js";

const folder = new URL("src/runtime/", ownPackage);

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
    const module = readModule(path);
    files.set(path, module);
    pending.push(...module.needs);
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface RuntimeModule extends RuntimeFile {
  /** Paths of the modules that it imports. */
  readonly needs: readonly string[];
}

/** Of this program, which stays as it is while it runs. */
const modules = new Map<string, RuntimeModule>();

function readModule(path: string): RuntimeModule {
  const known = modules.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(path, folder), "utf8");
  const module = { path, text, needs: relativeImports(text).map((specifier) => resolve(path, specifier)) };
  modules.set(path, module);
  return module;
}

const specifierPattern = /(\b(?:from|import)\s*\(?\s*")(\.{1,2}\/[^"\n]+)(")/g;

/** Specifiers of the relative imports and re-exports of a module. */
export function relativeImports(text: string): readonly string[] {
  const found: string[] = [];
  // Megabytes of a module are no import: what cannot begin a specifier is passed over without a look.
  for (let at = text.indexOf('".'); at !== -1; at = text.indexOf('".', at + 1)) {
    specifierHere.lastIndex = at;
    const specifier = specifierHere.exec(text)?.[1];
    if (specifier !== undefined) found.push(specifier);
  }
  return found;
}

const specifierHere = /(?<=\b(?:from|import)\s*\(?\s*)"(\.{1,2}\/[^"\n]+)"/y;

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
