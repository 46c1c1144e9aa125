import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { recalling } from "../document/remember.js";
import type { EmittedFile } from "../emit/emitter.js";
import { readOwnPackage } from "./version.js";

/**
 * The `npm install` line for packages that the generated code imports and the user's `package.json` does not name; null
 * where nothing is missing. `folder` is where the generated code stands, `nodeVersion` is as in `process.versions`.
 */
export function installLine(imported: readonly string[], folder: string, nodeVersion: string): string | null {
  const declared = declaredPackages(folder);
  const missing = imported.filter((name) => !declared.has(name));
  // Fastify's own range lets in a release that needs Node 22.
  const pins =
    missing.includes("fastify") && Number(nodeVersion.split(".")[0]) < 22 ? ["light-my-request@6.6.0"] : [];
  const types = ["@types/node", ...(imported.includes("pg") ? ["@types/pg"] : [])];
  const commands = [
    install("npm install", missing, pins),
    install(
      "npm install --save-dev",
      types.filter((name) => !declared.has(name)),
      [],
    ),
  ].filter((command) => command !== null);
  return commands.length === 0 ? null : commands.join(" && ");
}

function install(command: string, names: readonly string[], pins: readonly string[]): string | null {
  const tested = readOwnPackage().devDependencies;
  const specifiers = names.map((name) => (tested[name] === undefined ? name : `${name}@${tested[name]}`));
  return names.length === 0 ? null : [command, ...specifiers.map(quoted), ...pins].join(" ");
}

/**
 * Packages that the copied runtime imports, sorted; Node's own modules are none. Only the runtime is looked at, for its
 * text is ours: the other files carry text of the document, which must not be able to recommend a package. What a comment
 * shows as an import is none: statements begin their line.
 */
export function importedPackages(files: readonly EmittedFile[]): readonly string[] {
  const names = new Set<string>();
  for (const file of files) {
    if (file.area !== "api" || !file.path.startsWith("runtime/")) continue;
    for (const name of packages(file, [], () => packagesIn(file))) names.add(name);
  }
  return [...names].sort();
}

const packages = recalling<readonly string[]>();

function packagesIn({ text }: EmittedFile): readonly string[] {
  const specifiers = text.matchAll(/(?:^(?:import|export|\})[^"\n]*\bfrom|\bimport\()\s*"([^".][^"]*)"/gm);
  return [...specifiers]
    .map((match) => packageName(match[1] ?? ""))
    .filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** What to change where Node would take the generated modules, which are ES modules, for CommonJS; null where all is well. */
export function moduleHint(folder: string): string | null {
  const content = nearestPackage(folder);
  return content === null || content["type"] === "module"
    ? null
    : 'The generated code is ES modules: say "type": "module" in package.json, unless a bundler builds it.';
}

/** Every package that the nearest `package.json` at or above the folder names. */
function declaredPackages(folder: string): ReadonlySet<string> {
  const content = nearestPackage(folder) ?? {};
  const groups = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
  return new Set(groups.flatMap((group) => Object.keys((content[group] as object | undefined) ?? {})));
}

function nearestPackage(folder: string): Readonly<Record<string, unknown>> | null {
  const file = nearestPackageFile(folder);
  if (file === null) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>>;
  } catch {
    // Whatever is wrong with it, npm says it better than a hint could.
    return null;
  }
}

function nearestPackageFile(folder: string): string | null {
  const file = path.join(folder, "package.json");
  if (existsSync(file)) return file;
  const parent = path.dirname(folder);
  return parent === folder ? null : nearestPackageFile(parent);
}

function quoted(specifier: string): string {
  return /[\^~<>| ]/.test(specifier) ? `"${specifier}"` : specifier;
}
