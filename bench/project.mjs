import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { measure } from "./measure.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const corpus = path.join(root, "../shared/corpus");

export const program = {
  ringfence: path.join(root, "bin/ringfence.js"),
  openapiTypescript: path.join(root, "node_modules/openapi-typescript/bin/cli.js"),
  tsc: path.join(root, "node_modules/typescript/bin/tsc"),
};

/** The descriptions that everything is measured on; null where the corpus is not beside the project. */
export const documents = {
  github: found("github/api.github.com.json"),
  digitalocean: found("digitalocean/digitalocean/DigitalOcean-public.v2.yaml"),
};

function found(file) {
  const absolute = path.join(corpus, file);
  return existsSync(absolute) ? absolute : null;
}

/** A user's project in a folder of its own, with the packages of this one. */
export function makeProject(files = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "ringfence-bench-"));
  const modules = path.join(folder, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(path.join(root, "node_modules")))
    if (!name.startsWith(".")) symlinkSync(path.join(root, "node_modules", name), path.join(modules, name));
  for (const [name, text] of Object.entries({ "package.json": '{ "type": "module" }\n', ...files }))
    writeFileSync(path.join(folder, name), text);
  return folder;
}

/** A project whose overlay and configuration `ringfence init` wrote. */
export function initProject(document) {
  const folder = makeProject();
  measure(program.ringfence, ["init", document, "--yes"], { cwd: folder });
  return folder;
}

export function generate(folder) {
  return measure(program.ringfence, ["generate"], { cwd: folder });
}

/**
 * Generates as on the first day: nothing written yet, nothing remembered. What was written before is put aside: just
 * after thousands of files are deleted, some file systems (ext4) take three times as long to make new ones.
 */
export function generateCold(folder) {
  const aside = mkdtempSync(path.join(folder, "aside-"));
  for (const part of ["src", "deploy", "node_modules/.cache"])
    if (existsSync(path.join(folder, part)))
      renameSync(path.join(folder, part), path.join(aside, path.basename(part)));
  return generate(folder);
}

export function removeProject(folder) {
  rmSync(folder, { recursive: true });
}

export const methods = ["get", "put", "post", "patch", "delete"];

/** The same document with its first operations only, `/zen` among them. */
export function withOperations(document, count) {
  const entries = Object.entries(document.paths);
  const wanted = entries.filter(([name]) => name === "/zen");
  const chosen = [...wanted, ...entries.filter(([name]) => name !== "/zen")];
  const paths = {};
  let left = count;
  for (const [name, item] of chosen) {
    const used = methods.filter((method) => method in item).length;
    if (used > left) continue;
    left -= used;
    paths[name] = item;
  }
  return { ...document, paths };
}
