// Prints control → tests that carry its id in their title (`[C22] …`).
// With `--require C11-C19,C49` it exits 1 where one of these has no test.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const project = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: { require: { type: "string" }, root: { type: "string", default: project } },
});

const controls = readControls(path.join(project, "docs/controls.md"));
const proofs = readProofs(path.join(values.root, "test"));
const unknown = [...proofs.keys()].filter((id) => !controls.has(id));
for (const id of unknown) {
  console.error(`${id} is no control, but ${(proofs.get(id) ?? []).join(", ")} names it`);
}
for (const [id, title] of controls) {
  const tests = proofs.get(id) ?? [];
  console.log(`${id} ${title}${tests.length === 0 ? "\n     no proof yet" : ""}`);
  for (const test of tests) console.log(`     ${test}`);
}
const missing = expand(values.require ?? "").filter((id) => !proofs.has(id));
if (missing.length > 0) console.error(`no proof for ${missing.join(", ")}`);
console.log(`${[...proofs.keys()].length - unknown.length} of ${controls.size} controls have a proof`);
process.exitCode = missing.length + unknown.length > 0 ? 1 : 0;

/** Rows `| C01 | title | … |` of the table. */
function readControls(file) {
  const rows = readFileSync(file, "utf8").matchAll(/^\| (C\d\d) +\| ([^|]+)\|/gm);
  return new Map([...rows].map(([, id, title]) => [id, title.trim()]));
}

/** Titles of tests and suites, by the ids they carry. What is skipped for good or still to do proves nothing. */
function readProofs(folder) {
  const found = new Map();
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".test.ts"),
  );
  for (const file of files.sort()) {
    const text = readFileSync(path.join(folder, file), "utf8");
    const titles = text.matchAll(
      /\b(?:it|test|describe)((?:\.\w+(?:\([^)]*\))?)*)\(\s*(["'`])((?:\\.|(?!\2)[^\\])*)\2/g,
    );
    for (const [, modifiers, , title] of titles) {
      if (/\.(?:skip|todo)\b(?!If)/.test(modifiers)) continue;
      for (const id of idsOf(title)) found.set(id, [...(found.get(id) ?? []), `${file}: ${title}`]);
    }
  }
  return found;
}

/** `[C22]`, `[C22, C24]` and `[C11-C13]` at any place of a title. */
function idsOf(title) {
  const tags = title.matchAll(/\[(C\d\d(?:\s*[-,]\s*C\d\d)*)\]/g);
  return new Set([...tags].flatMap(([, list]) => expand(list)));
}

/** `C11-C13,C49` → C11, C12, C13, C49. */
function expand(list) {
  return list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .flatMap((part) => {
      const range = /^C(\d\d)(?:\s*-\s*C(\d\d))?$/.exec(part);
      if (range === null) throw new Error(`"${part}" is no control and no range of controls`);
      const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])];
      return Array.from(
        { length: last - first + 1 },
        (_, step) => `C${String(first + step).padStart(2, "0")}`,
      );
    });
}
