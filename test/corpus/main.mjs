// Takes every document of the corpus through init, generate, a second run, the compiler and a first request.
// Usage: npm run corpus [-- part-of-a-name …]. Ends in a line `N passed, N failed`.
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { documents, project } from "./documents.mjs";
import { runNode } from "./run-process.mjs";

/** What no process of ringfence's may exceed. */
const limits = { milliseconds: 60_000, megabytes: 2048 };
/** So many documents pass at least; the others have faults at their source. */
const required = 62;

const wanted = process.argv.slice(2);
const all = documents();
if (all === null) {
  console.log("The corpus is not beside the project: nothing to run.\n0 passed, 0 failed");
  process.exit(0);
}
const chosen = all.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const folder = path.join(project, "node_modules/.cache/ringfence-corpus");
rmSync(folder, { recursive: true, force: true });
const here = path.dirname(fileURLToPath(import.meta.url));
const bin = path.join(project, "bin/ringfence.js");

const started = performance.now();
const queue = [...chosen];
const results = new Map();
await Promise.all(
  [1, 2].map(async () => {
    let compiler = startCompiler();
    for (let document = queue.shift(); document !== undefined; document = queue.shift()) {
      // One that died of a document must not take the next ones with it.
      if (!compiler.connected) compiler = startCompiler();
      const result = await take(document, compiler);
      results.set(document.name, result);
      console.log(line(document.name, result));
    }
    if (compiler.connected) compiler.disconnect();
  }),
);
summarise();

function startCompiler() {
  return fork(path.join(here, "compile.mjs"), { execArgv: ["--max-old-space-size=4096"] });
}

/** One document, as far as it comes. */
async function take({ name, file, root }, compiler) {
  const cwd = path.join(folder, name.replaceAll(/[^A-Za-z0-9]+/g, "-"));
  mkdirSync(cwd, { recursive: true });
  writeFileSync(path.join(cwd, "package.json"), '{ "type": "module" }\n');
  const processes = [];
  const ringfence = async (...args) => {
    const run = await runNode([bin, ...args], { cwd, limit: 2 * limits.milliseconds });
    processes.push(run);
    return run;
  };
  const failed = (stage, why) => ({ stage, why, processes });
  const init = await ringfence("init", file, "--root", root, "--yes", "--json");
  if (init.code !== 0) return { ...failed("init", explain(init)), refused: isLocated(init) };
  const { operations } = JSON.parse(init.stdout);
  operations.accepted = await accepted(cwd);
  const first = await ringfence("generate", "--json");
  if (first.code !== 0)
    return { ...failed("generate", explain(first)), operations, refused: isLocated(first) };
  const before = fingerprints(cwd);
  const second = await ringfence("generate", "--json");
  const { written, deleted } = JSON.parse(second.stdout).projects[0];
  if (second.code !== 0 || written + deleted > 0 || fingerprints(cwd) !== before)
    return { ...failed("second run", `${String(written)} written, ${String(deleted)} deleted`), operations };
  const compiled = await compile(compiler, cwd);
  if (compiled.count > 0)
    return {
      ...failed("compiler", `${String(compiled.count)} errors: ${compiled.errors.join(" | ")}`),
      operations,
    };
  const boot = await runNode([path.join(here, "boot.mjs"), cwd], { cwd, limit: limits.milliseconds });
  if (boot.code !== 0) return { ...failed("boot", tail(boot.stderr)), operations };
  const answers = JSON.parse(boot.stdout);
  if (answers.count > 0) return { ...failed("answers", answers.wrong.join(" | ")), operations };
  return { stage: "passed", why: "", processes, operations, compiled, boot: answers };
}

/** How many operations have no error once every `closed` is deleted from what init wrote in a folder. */
async function accepted(cwd) {
  const run = await runNode([path.join(here, "ready.mjs"), cwd], { cwd, limit: limits.milliseconds });
  return run.code === 0 ? Number(run.stdout) : Number.NaN;
}

/** What a person is told: findings, or the end of what was printed. */
function explain({ stdout, stderr, code }) {
  try {
    const { diagnostics = [], projects = [] } = JSON.parse(stdout);
    const found = [...diagnostics, ...projects.flatMap((each) => each.diagnostics)];
    const errors = found.filter(({ severity }) => severity === "error");
    const [first] = errors;
    if (first === undefined) return `exit ${String(code)}`;
    const { file, line: at } = first.location;
    return `${String(errors.length)} errors; ${first.rule} ${path.basename(file)}:${String(at)} ${first.message}`;
  } catch {
    return `exit ${String(code)}: ${tail(stderr)}`;
  }
}

/** Whether a refusal names a place and what to do: exit code 1, and nothing but located findings. */
function isLocated({ code, stdout }) {
  if (code !== 1) return false;
  const { diagnostics = [], projects = [] } = JSON.parse(stdout);
  const errors = [...diagnostics, ...projects.flatMap((each) => each.diagnostics)].filter(
    ({ severity }) => severity === "error",
  );
  return errors.length > 0 && errors.every(({ location, help }) => location.line >= 1 && help !== undefined);
}

function compile(compiler, cwd) {
  return new Promise((resolve) => {
    const fail = (code, signal) => {
      resolve({ count: 1, errors: [`the compiler ended with ${String(code ?? signal)}`], milliseconds: 0 });
    };
    compiler.once("exit", fail);
    compiler.once("message", (answer) => {
      compiler.off("exit", fail);
      resolve(answer);
    });
    compiler.send({ folder: cwd });
  });
}

/** One text for all files below a folder with their contents. */
function fingerprints(cwd) {
  const hash = createHash("sha256");
  for (const name of readdirSync(cwd, { recursive: true, encoding: "utf8" }).sort()) {
    const file = path.join(cwd, name);
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function tail(text) {
  return text.trim().split("\n").slice(-6).join(" ⏎ ").slice(0, 600);
}

function line(name, { stage, why, processes, operations, compiled, boot, refused }) {
  const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1).padStart(5);
  const [init, first, second] = processes;
  const peak = Math.max(...processes.map(({ megabytes }) => megabytes));
  const cells = [
    name.padEnd(58),
    operations === undefined
      ? "                  –"
      : `${String(operations.open).padStart(3)}+${String(operations.ready).padStart(4)}=${String(operations.accepted).padStart(4)}/${String(operations.total).padEnd(4)}`,
    seconds(init?.milliseconds ?? 0),
    seconds(first?.milliseconds ?? 0),
    seconds(second?.milliseconds ?? 0),
    `${peak.toFixed(0).padStart(5)} MB`,
    seconds(compiled?.milliseconds ?? 0),
    seconds(boot?.milliseconds ?? 0),
    stage === "passed" ? "passed" : `${refused === true ? "refused" : "FAILED"} at ${stage}: ${why}`,
  ];
  return cells.join("  ");
}

function summarise() {
  const found = [...results.values()];
  const passed = found.filter(({ stage }) => stage === "passed");
  const broken = found.filter(({ stage, refused }) => stage !== "passed" && refused !== true);
  const processes = found.flatMap((each) => each.processes);
  const slow = processes.filter(({ milliseconds }) => milliseconds > limits.milliseconds);
  const large = processes.filter(({ megabytes }) => megabytes > limits.megabytes);
  const crashed = processes.filter(({ code }) => code !== 0 && code !== 1);
  const most = (key) => Math.max(0, ...processes.map((each) => each[key]));
  const count = (key) => passed.reduce((sum, each) => sum + each.operations[key], 0);
  const share = ((100 * count("accepted")) / Math.max(1, count("total"))).toFixed(1);
  console.log(
    [
      "",
      "Columns: operations open + ready to open = accepted with every `closed` deleted / all · init s · generate s · second run s · peak memory · compiler s · boot and first answer s",
      `${String(count("total"))} operations: ${String(count("open"))} open, ${String(count("ready"))} ready, ${String(count("accepted"))} (${share} %) accepted with every closed line deleted; slowest process ${(most("milliseconds") / 1000).toFixed(1)} s (most work ${most("cpuSeconds").toFixed(1)} s of a processor), largest ${most("megabytes").toFixed(0)} MB; whole run ${((performance.now() - started) / 1000).toFixed(0)} s`,
      `${String(found.length - passed.length - broken.length)} refused with located findings, ${String(crashed.length)} crashed, ${String(slow.length)} over 60 s, ${String(large.length)} over 2 GB`,
      `${String(passed.length)} passed, ${String(found.length - passed.length)} failed`,
    ].join("\n"),
  );
  const enough = passed.length >= Math.min(required, chosen.length - (all.length - required));
  process.exit(enough && broken.length + crashed.length + slow.length + large.length === 0 ? 0 : 1);
}
