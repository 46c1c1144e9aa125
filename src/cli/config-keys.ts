import type { ProjectConfig } from "../config.js";
import type { RemoteOptions } from "../document/remote/policy.js";
import { ruleOf } from "../diagnostics/rules.js";
import { suggestion } from "../diagnostics/suggest.js";
import { adjustableRules } from "../rule-settings.js";
import { UsageError } from "./usage-error.js";

type Reader = (value: unknown) => string | null;

/** Key of a project's configuration → what is wrong with a value, or null. */
const keys: Readonly<Record<keyof ProjectConfig, Reader>> = {
  document: text,
  root: text,
  remote,
  overlays: (value) =>
    Array.isArray(value) && value.every((item) => text(item) === null) ? null : "must be a list of paths",
  output: text,
  handlers: text,
  deploy: text,
  framework: oneOf("fastify"),
  importExtension: oneOf("js", "ts", "none"),
  redis: yesOrNo,
  format: yesOrNo,
  rules: ruleSettings,
};

/**
 * Reads what a configuration exports: one project or a list.
 * @throws UsageError naming the file, the key and what would be valid
 */
export function readConfig(value: unknown, file: string): readonly ProjectConfig[] {
  const projects: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (projects.length === 0) throw new UsageError(`${file}: the list of projects is empty`);
  return projects.map((project, index) =>
    readProject(project, Array.isArray(value) ? `${file}: project ${String(index + 1)}` : file),
  );
}

/**
 * Judges a rule's id and severity.
 * @throws UsageError where no rule that can be changed has that id, or no severity that name
 */
export function requireRuleSetting(id: string, setting: unknown): void {
  if (!adjustableRules.includes(id)) {
    if (ruleOf(id) !== undefined)
      throw new UsageError(`rule "${id}" is an error always; its severity cannot be changed`);
    throw new UsageError(`there is no rule "${id}". ${suggestion(id, adjustableRules)}`);
  }
  const problem = oneOf("off", "warning", "error")(setting);
  if (problem !== null) throw new UsageError(`the severity of rule "${id}" ${problem}`);
}

function readProject(value: unknown, where: string): ProjectConfig {
  if (!isObject(value)) throw new UsageError(`${where}: a configuration is an object, or a list of objects`);
  for (const [key, member] of Object.entries(value)) {
    if (!Object.hasOwn(keys, key)) {
      throw new UsageError(`${where}: unknown key "${key}". ${suggestion(key, Object.keys(keys))}`);
    }
    const problem = keys[key as keyof ProjectConfig](member);
    if (problem !== null) throw new UsageError(`${where}: "${key}" ${problem}`);
  }
  return value;
}

/** Key of `remote` → what is wrong with a value, or null. */
const remoteKeys: Readonly<Record<keyof RemoteOptions, Reader>> = {
  hosts: (value) =>
    Array.isArray(value) && value.every(isHost)
      ? null
      : 'must be a list of hosts, as "specs.example.com" or "specs.example.com:8443"',
  timeout: positive("milliseconds"),
  maxBytes: positive("bytes"),
  privateAddresses: yesOrNo,
};

function remote(value: unknown): string | null {
  if (!isObject(value)) return "must be an object with `hosts`";
  for (const [key, member] of Object.entries(value)) {
    if (!Object.hasOwn(remoteKeys, key))
      return `has an unknown key "${key}". ${suggestion(key, Object.keys(remoteKeys))}`;
    const problem = remoteKeys[key as keyof RemoteOptions](member);
    if (problem !== null) return `has "${key}", which ${problem}`;
  }
  return null;
}

/** A host with its port, and nothing else of a URL: no wildcard either, which would let in whoever gets a name below. */
export function isHost(value: unknown): value is string {
  if (typeof value !== "string" || !URL.canParse(`https://${value}`)) return false;
  const { host, href } = new URL(`https://${value}`);
  return (
    href === `https://${host}/` && !host.includes("*") && [host, `${host}:443`].includes(value.toLowerCase())
  );
}

function positive(unit: string): Reader {
  return (value) => (Number.isInteger(value) && (value as number) > 0 ? null : `must be a number of ${unit}`);
}

function yesOrNo(value: unknown): string | null {
  return typeof value === "boolean" ? null : "must be true or false";
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? null : "must be a text that is not empty";
}

function oneOf(...names: readonly string[]): Reader {
  return (value) =>
    names.includes(value as string) ? null : `must be ${names.map((name) => `"${name}"`).join(" or ")}`;
}

function ruleSettings(value: unknown): string | null {
  if (!isObject(value)) return "must be an object from rule to severity";
  for (const [id, setting] of Object.entries(value)) {
    try {
      requireRuleSetting(id, setting);
    } catch (error) {
      if (error instanceof UsageError) return `does not hold: ${error.message}`;
      throw error;
    }
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
