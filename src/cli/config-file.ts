import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ProjectConfig } from "../config.js";
import { ConfigSyntaxError, parseJson } from "./config-syntax.js";
import { transpile } from "./config-transpile.js";
import { readConfig } from "./config-keys.js";
import { requireFile } from "./require-file.js";
import { UsageError } from "./usage-error.js";

export interface LoadedConfig {
  readonly absolutePath: string;
  readonly text: string;
  readonly projects: readonly ProjectConfig[];
}

const names = ["ringfence.config.ts", "ringfence.config.js", "ringfence.config.json"] as const;

/**
 * Loads the configuration that `--config` names, or the one in the working directory; null where there is none.
 * @throws UsageError where it cannot be read, does not run or holds unknown keys
 */
export async function loadConfig(cwd: string, named: string | undefined): Promise<LoadedConfig | null> {
  const absolutePath = named === undefined ? discover(cwd) : path.resolve(cwd, named);
  if (absolutePath === null) return null;
  const shown = path.relative(cwd, absolutePath) || absolutePath;
  requireFile(absolutePath, cwd);
  const text = await readText(absolutePath, shown);
  return { absolutePath, text, projects: readConfig(await evaluate(absolutePath, text, shown), shown) };
}

function discover(cwd: string): string | null {
  const found = names.map((name) => path.join(cwd, name)).filter((file) => existsSync(file));
  if (found.length > 1) {
    throw new UsageError(
      `there is more than one configuration here: ${found.map((file) => path.basename(file)).join(", ")}`,
    );
  }
  return found[0] ?? null;
}

async function readText(absolutePath: string, shown: string): Promise<string> {
  try {
    return await readFile(absolutePath, "utf8");
  } catch (error) {
    throw unloadable(shown, error);
  }
}

async function evaluate(absolutePath: string, text: string, shown: string): Promise<unknown> {
  try {
    switch (path.extname(absolutePath)) {
      case ".json":
        return await parseJson(text);
      case ".ts":
      case ".mts":
        return await importText(absolutePath, await transpile(text, absolutePath));
      case ".js":
      case ".mjs":
        return await importScript(absolutePath, text);
    }
  } catch (error) {
    throw unloadable(shown, error);
  }
  throw new UsageError(`${shown}: a configuration ends in .ts, .js or .json`);
}

function unloadable(shown: string, error: unknown): UsageError {
  const place = error instanceof ConfigSyntaxError ? `:${error.place}` : "";
  return new UsageError(
    `${shown}${place} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
  );
}

/** JavaScript, which Node does not say where it is wrong: the compiler does, and is loaded for nothing else. */
async function importScript(absolutePath: string, text: string): Promise<unknown> {
  try {
    return await importText(absolutePath, text);
  } catch (error) {
    await transpile(text, absolutePath);
    throw error;
  }
}

/**
 * Imports the text as a module that stands beside its file, so that its own imports resolve as its author expects.
 * Every call reads afresh; a watching process would otherwise be given the module of its first run.
 */
async function importText(absolutePath: string, text: string): Promise<unknown> {
  const name = `.${path.basename(absolutePath)}.${randomBytes(6).toString("hex")}.mjs`;
  const beside = path.join(path.dirname(absolutePath), name);
  await writeFile(beside, text, { flag: "wx" });
  try {
    const module = (await import(pathToFileURL(beside).href)) as { readonly default?: unknown };
    if (module.default === undefined) throw new Error("it has no default export");
    return module.default;
  } finally {
    await rm(beside, { force: true });
  }
}
