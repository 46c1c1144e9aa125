import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import ts from "typescript";
import { adjustableRules } from "../dist/generate.js";
import { generateCold, makeProject, methods, removeProject, withOperations } from "./project.mjs";
import { medians } from "./measure.mjs";

/** From starting the process to the end of its first answer: all operations, against ten of them. */
export function firstAnswer(document, rounds) {
  const whole = JSON.parse(readFileSync(document, "utf8"));
  const all = serverOf(whole);
  const ten = serverOf(withOperations(whole, 10));
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(start(all));
    theirs.push(start(ten));
  }
  removeProject(all);
  removeProject(ten);
  return { ours: medians(ours), theirs: medians(theirs) };
}

/** A compiled server of which every operation is public, so that the request passes through all of its checks. */
function serverOf(document) {
  const folder = makeProject({
    "openapi.json": JSON.stringify(opened(document)),
    "ringfence.config.json": JSON.stringify({
      document: "openapi.json",
      rules: Object.fromEntries(adjustableRules.map((rule) => [rule, "off"])),
    }),
    "main.mjs": main,
  });
  generateCold(folder);
  for (const name of readdirSync(path.join(folder, "src"), { recursive: true }))
    if (name.endsWith(".ts")) transpile(folder, name);
  return folder;
}

function opened(document) {
  const paths = JSON.parse(JSON.stringify(document.paths));
  for (const item of Object.values(paths))
    for (const method of methods)
      if (method in item)
        Object.assign(item[method], { security: [], "x-security": { public: "a benchmark" } });
  return { ...document, paths };
}

const main = `import { createServer } from "./dist/api/index.js";
import { handlers } from "./dist/handlers/index.js";
const server = await createServer({ handlers, logger: { info() {}, warn() {}, error() {} } });
await server.listen({ port: 0, host: "127.0.0.1" });
const response = await fetch("http://127.0.0.1:" + server.server.address().port + "/zen");
await response.text();
if (response.status !== 501) throw new Error("answered " + response.status);
process.exit();
`;

function transpile(folder, name) {
  const { outputText } = ts.transpileModule(readFileSync(path.join(folder, "src", name), "utf8"), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const target = path.join(folder, "dist", name.replace(/\.ts$/, ".js"));
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

function start(folder) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["main.mjs"], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`the server ended with ${status}:\n${stderr}`);
  return { wall: performance.now() - started, cpu: NaN, memory: NaN };
}
