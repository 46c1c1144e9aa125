import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { check } from "../../dist/generate.js";
import { nothingJudged } from "./judge.mjs";

const project = fileURLToPath(new URL("../..", import.meta.url));
const shared = path.join(project, "../shared");

/** Larger documents are cut into slices. */
const largest = 150_000;

/** @typedef {{ readonly name: string, readonly text: string, readonly tree: object, readonly isAccepted: boolean }} Base a document to begin with,
 * and whether ringfence takes it as it is */

/**
 * The documents that mutations begin with: those of this repository, and of the folders beside it where they are.
 * @returns {Promise<readonly Base[]>}
 */
export async function readBases() {
  const folders = ["examples", "test/negative", "test/golden"].map((folder) => path.join(project, folder));
  const beside = ["vectors/oas-documents", "vectors/express-openapi-validator", "corpus"].map((folder) =>
    path.join(shared, folder),
  );
  const files = [...folders, ...beside].flatMap((folder) => (existsSync(folder) ? documentsIn(folder) : []));
  const folder = mkdtempSync(path.join(tmpdir(), "ringfence-fuzz-bases-"));
  const bases = [];
  for (const base of files.flatMap(basesOf))
    bases.push({ ...base, isAccepted: await isAccepted(base, folder) });
  rmSync(folder, { recursive: true });
  return bases;
}

async function isAccepted({ tree }, folder) {
  writeFileSync(path.join(folder, "openapi.json"), JSON.stringify(tree));
  const { diagnostics } = await check({ document: "openapi.json", cwd: folder, rules: nothingJudged });
  return diagnostics.every(({ severity }) => severity !== "error");
}

function documentsIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (name) => /\.(?:ya?ml|json)$/.test(name) && !/(?:^|\/)(?:node_modules|expected|src|build)\//.test(name),
    )
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

function basesOf(file) {
  const text = readFileSync(file, "utf8");
  const name = path.relative(project, file);
  const tree = read(file, text);
  if (typeof tree !== "object" || tree === null || (!("openapi" in tree) && !name.includes("negative")))
    return [];
  if (text.length <= largest) return [{ name, text, tree }];
  return slicesOf(tree).map((slice, index) => ({
    name: `${name}#${String(index)}`,
    text: JSON.stringify(slice, null, 1),
    tree: slice,
  }));
}

function read(file, text) {
  try {
    if (file.endsWith(".json")) return JSON.parse(text);
    // Through JSON, so that what aliases share is there as often as it is mentioned.
    return JSON.parse(JSON.stringify(parse(text, { maxAliasCount: 100, logLevel: "silent" })));
  } catch {
    return null;
  }
}

/** Up to twelve slices of a large document: three paths each, with what they refer to. */
function slicesOf(tree) {
  const paths = Object.entries(tree.paths ?? {});
  const step = Math.max(1, Math.floor(paths.length / 12));
  const slices = [];
  for (let start = 0; start + 3 <= paths.length && slices.length < 12; start += step) {
    const few = { ...tree, components: undefined, webhooks: undefined };
    const slice = withReferences(tree, { ...few, paths: Object.fromEntries(paths.slice(start, start + 3)) });
    if (JSON.stringify(slice).length <= largest) slices.push(slice);
  }
  return slices;
}

function withReferences(tree, slice) {
  const components = { securitySchemes: tree.components?.securitySchemes ?? {} };
  const pending = [slice];
  const seen = new Set();
  while (pending.length > 0) {
    for (const [, section, name] of JSON.stringify(pending.pop()).matchAll(
      /"#\/components\/(\w+)\/([^"/]+)"/g,
    )) {
      const key = `${section}/${name}`;
      const target = tree.components?.[section]?.[name];
      if (seen.has(key) || target === undefined) continue;
      seen.add(key);
      components[section] = { ...components[section], [name]: target };
      pending.push(target);
    }
  }
  return JSON.parse(JSON.stringify({ ...slice, components }));
}
