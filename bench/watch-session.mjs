// Watches the project in the working directory, edits its document, and prints what each edit took.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

const [program, document, rounds, what] = process.argv.slice(2);
const text = readFileSync(document, "utf8");
const kinds = { summary: summaryEdits, schema: schemaEdits, query: queryEdits, body: bodyEdits };
const { word, edited } = kinds[what]();

const child = spawn(process.execPath, [program, "watch"], { stdio: ["ignore", "ignore", "pipe"] });
let said = "";
child.stderr.setEncoding("utf8").on("data", (part) => (said += part));
child.on("exit", (code) => {
  if (code !== 0) throw new Error(`ringfence ended with ${code}:\n${said}`);
});

await until(() => said.includes("Watching;"));
// A file that says what the edit says: a run that was begun before the save does not count.
const shown = files("src/api").find((file) => readFileSync(file, "utf8").includes(word));
if (shown === undefined) throw new Error(`no file shows "${word}"`);
const samples = [];
// The first edits find code that has not been compiled yet; whoever watches makes many.
for (let edit = 1; edit <= Number(rounds) + 2; edit += 1) {
  await setTimeout(500);
  const before = usage();
  const told = runs();
  const { mark, says } = edited(edit);
  writeFileSync(document, says);
  const saved = Date.now();
  await until(() => runs() > told && readFileSync(shown, "utf8").includes(mark));
  const after = usage();
  if (edit > 2)
    samples.push({ wall: lastWrite(saved) - saved, cpu: after.cpu - before.cpu, memory: after.memory });
}
const needless = runs() - 1 - (Number(rounds) + 2);
child.kill("SIGINT");
if (needless !== 0) throw new Error(`${needless} more runs than edits`);
console.log(JSON.stringify(samples));

/** The first summary gets another last word with each edit. */
function summaryEdits() {
  const word = /(?<=summary"?: "?)[A-Z][a-z]+ [a-z ]+/u.exec(text)?.[0];
  if (word === undefined) throw new Error(`${document} has no summary to edit`);
  const edited = (edit) => ({ mark: `${word} ${edit}`, says: text.replace(word, `${word} ${edit}`) });
  return { word, edited };
}

/** Each edit adds one more property like the one that `watch.mjs` put into a schema. */
function schemaEdits() {
  return repeated(/^ *"?edited_0"?:.*\n.*\n(?: *\},\n)?/mu);
}

/** Each edit adds one more parameter like the one that `watch.mjs` put into an operation. */
function queryEdits() {
  return repeated(/^ *\{\n *"name": "edited_0",\n(?:.*\n){4} *\},\n/mu);
}

/** Each edit gives another name to the property that `watch.mjs` put into a body. */
function bodyEdits() {
  const edited = (edit) => ({ mark: `edited_${edit}`, says: text.replace("edited_0", `edited_${edit}`) });
  return { word: "edited_0", edited };
}

/** Each edit says once more what the pattern finds, which has a name to tell it from the others. */
function repeated(pattern) {
  const word = "edited_0";
  const property = pattern.exec(text)?.[0];
  if (property === undefined) throw new Error(`${document} has nothing to repeat`);
  const named = (number) => property.replace(word, `edited_${number}`);
  const edited = (edit) => {
    const added = Array.from({ length: edit }, (_, index) => named(index + 1));
    return { mark: `edited_${edit}`, says: text.replace(property, property + added.join("")) };
  };
  return { word, edited };
}

/** How many runs ended well so far. */
function runs() {
  return said.match(/ unchanged · /gu)?.length ?? 0;
}

async function until(condition) {
  while (!condition()) await setTimeout(2);
}

function lastWrite(saved) {
  return Math.max(saved, ...files("src").map((file) => statSync(file).mtimeMs));
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => path.join(each.parentPath, each.name));
}

/** Milliseconds of processor time so far and peak memory in MiB, where the operating system tells (Linux, ticks of 10 ms). */
function usage() {
  if (!existsSync(`/proc/${child.pid}/stat`)) return { cpu: Number.NaN, memory: Number.NaN };
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
  const peak = /VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, memory: Number(peak) / 1024 };
}
