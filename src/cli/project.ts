import { existsSync, statSync } from "node:fs";
import path from "node:path";
import type { ProjectConfig } from "../config.js";
import { isUrl, parseUrl, type RemoteOptions } from "../document/remote/policy.js";
import type { Framework, ImportExtension } from "../generate.js";
import type { RuleSettings } from "../rule-settings.js";
import { loadConfig } from "./config-file.js";
import { isHost, requireRuleSetting } from "./config-keys.js";
import type { GlobalFlags } from "./flags.js";
import { requireFile } from "./require-file.js";
import { UsageError } from "./usage-error.js";

/** One document and what is made of it: flags, configuration and defaults put together. Paths are absolute. */
export interface Project {
  readonly cwd: string;
  /** A path, or an https URL. */
  readonly document: string;
  /** The folder that references must stay in, where it is not the document's own. */
  readonly root?: string;
  readonly remote: RemoteOptions;
  readonly overlays: readonly string[];
  readonly output: string;
  readonly handlers: string;
  readonly deploy: string;
  readonly framework: Framework;
  readonly importExtension: ImportExtension;
  readonly redis: boolean;
  readonly format: boolean;
  readonly rules: RuleSettings;
}

export interface Projects {
  readonly projects: readonly Project[];
  /** The configuration file, or null. */
  readonly configFile: string | null;
  /** What was read there. */
  readonly configText: string;
}

/** What flags may say about a project; paths are relative to the working directory. */
export interface ProjectFlags {
  readonly output?: string;
  readonly handlers?: string;
  readonly deploy?: string;
  readonly overlay?: readonly string[];
  readonly root?: string;
  readonly allowHost?: readonly string[];
  readonly framework?: Framework;
  readonly importExtension?: ImportExtension;
  readonly format?: boolean | string;
  readonly rule?: readonly string[];
}

/** @throws UsageError where the configuration is wrong, a file cannot be read or flags fit no single project */
export async function resolveProjects(
  document: string | undefined,
  flags: ProjectFlags,
  globals: GlobalFlags,
  processCwd: string,
): Promise<Projects> {
  const cwd = resolveCwd(globals, processCwd);
  const config = await loadConfig(cwd, globals.config);
  const configured = config?.projects ?? [{}];
  const base = config === null ? cwd : path.dirname(config.absolutePath);
  if (configured.length > 1) refuseForLists(document, flags);
  refuseEmpty({ "--output": flags.output, "--handlers": flags.handlers, "--deploy": flags.deploy });
  const projects = configured.map((project) => merge(document, flags, project, cwd, base));
  for (const project of projects) {
    if (isUrl(project.document)) requireHttps(project.document);
    else requireFile(project.document, cwd);
    for (const overlay of project.overlays) requireFile(overlay, cwd);
  }
  refuseSharedFolders(projects, cwd);
  return { projects, configFile: config?.absolutePath ?? null, configText: config?.text ?? "" };
}

/** An empty folder would be the working directory, which nobody means by an unset variable of a script. */
function refuseEmpty(folders: Readonly<Record<string, string | undefined>>): void {
  for (const [flag, folder] of Object.entries(folders))
    if (folder === "") throw new UsageError(`${flag} names no folder`);
}

function resolveCwd(globals: GlobalFlags, processCwd: string): string {
  const cwd = path.resolve(processCwd, globals.cwd ?? ".");
  if (!existsSync(cwd) || !statSync(cwd).isDirectory())
    throw new UsageError(`--cwd ${globals.cwd ?? cwd} is no folder`);
  return cwd;
}

function merge(
  document: string | undefined,
  flags: ProjectFlags,
  config: ProjectConfig,
  cwd: string,
  base: string,
): Project {
  const folder = (flag: string | undefined, configured: string | undefined, fallback: string): string =>
    flag === undefined ? path.resolve(base, configured ?? fallback) : path.resolve(cwd, flag);
  return {
    cwd,
    document: document === undefined ? configuredDocument(config, base) : documentPlace(document, cwd),
    ...rootOf(flags, config, cwd, base),
    remote: remoteOf(flags, config),
    overlays:
      flags.overlay === undefined
        ? (config.overlays ?? []).map((file) => path.resolve(base, file))
        : flags.overlay.map((file) => path.resolve(cwd, file)),
    output: folder(flags.output, config.output, "src/api"),
    handlers: folder(flags.handlers, config.handlers, "src/handlers"),
    deploy: folder(flags.deploy, config.deploy, "deploy"),
    framework: flags.framework ?? config.framework ?? "fastify",
    importExtension: flags.importExtension ?? config.importExtension ?? "js",
    redis: config.redis ?? false,
    format: flags.format === false ? false : (config.format ?? true),
    rules: { ...config.rules, ...ruleFlags(flags.rule ?? []) },
  };
}

function configuredDocument(config: ProjectConfig, base: string): string {
  if (config.document !== undefined) return documentPlace(config.document, base);
  const candidates = ["openapi.yaml", "openapi.yml", "openapi.json"];
  const found = candidates.map((name) => path.join(base, name)).find((file) => existsSync(file));
  if (found === undefined) {
    throw new UsageError(
      `no document: name one, or put openapi.yaml, openapi.yml or openapi.json into ${base}`,
    );
  }
  return found;
}

function documentPlace(document: string, folder: string): string {
  return isUrl(document) ? document : path.resolve(folder, document);
}

function rootOf(
  flags: ProjectFlags,
  config: ProjectConfig,
  cwd: string,
  base: string,
): { readonly root?: string } {
  if (flags.root !== undefined) return { root: path.resolve(cwd, flags.root) };
  return config.root === undefined ? {} : { root: path.resolve(base, config.root) };
}

/** Hosts of the command line are allowed beside those of the configuration. */
function remoteOf({ allowHost = [] }: ProjectFlags, { remote = {} }: ProjectConfig): RemoteOptions {
  const wrong = allowHost.find((host) => !isHost(host));
  if (wrong !== undefined) {
    throw new UsageError(
      `--allow-host takes a host, as specs.example.com or specs.example.com:8443, not "${wrong}"`,
    );
  }
  return { ...remote, hosts: [...(remote.hosts ?? []), ...allowHost] };
}

function requireHttps(document: string): void {
  const url = parseUrl(document);
  if (url === null) throw new UsageError(`cannot read ${document}: it is no URL`);
  if (url.protocol !== "https:") throw new UsageError(`cannot read ${document}: only https is followed`);
  if (url.username !== "" || url.password !== "")
    throw new UsageError(
      `cannot read ${url.host}: the URL has credentials in it, which would end up in logs`,
    );
}

function ruleFlags(settings: readonly string[]): RuleSettings {
  const entries = settings.map((setting) => {
    const [id = "", severity, ...rest] = setting.split("=");
    if (severity === undefined || rest.length > 0)
      throw new UsageError(`--rule takes ID=off, ID=warning or ID=error, not "${setting}"`);
    requireRuleSetting(id, severity);
    return [id, severity];
  });
  return Object.fromEntries(entries) as RuleSettings;
}

function refuseForLists(document: string | undefined, flags: ProjectFlags): void {
  const given = {
    document,
    "--output": flags.output,
    "--handlers": flags.handlers,
    "--deploy": flags.deploy,
    "--overlay": flags.overlay,
  };
  const named = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (named.length > 0) {
    throw new UsageError(
      `the configuration lists several projects; ${named.join(", ")} would be meant for one of them`,
    );
  }
}

/** Two folders of one run must not lie in one another's place: each would take the other's files for foreign ones. */
function refuseSharedFolders(projects: readonly Project[], cwd: string): void {
  const seen = new Set<string>();
  for (const folder of projects.flatMap((project) => [project.output, project.handlers, project.deploy])) {
    if (seen.has(folder)) {
      throw new UsageError(
        `${path.relative(cwd, folder) || "."} is named twice; output, handlers and deploy of every project need folders of their own`,
      );
    }
    seen.add(folder);
  }
}
