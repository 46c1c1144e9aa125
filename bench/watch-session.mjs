// Watches the project in the working directory, edits its document, and prints what each edit took.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

const [program, document, rounds] = process.argv.slice(2);
const text = readFileSync(document, "utf8");
const word = /(?<=summary"?: "?)[A-Z][a-z]+ [a-z ]+/u.exec(text)?.[0];
if (word === undefined) throw new Error(`${document} has no summary to edit`);

const child = spawn(process.execPath, [program, "watch"], { stdio: ["ignore", "ignore", "pipe"] });
let said = "";
child.stderr.setEncoding("utf8").on("data", (part) => (said += part));
child.on("exit", (code) => {
  if (code !== 0) throw new Error(`ringfence ended with ${code}:\n${said}`);
});

await run(1);
const samples = [];
// The first edits find code that has not been compiled yet; whoever watches makes many.
for (let edit = 1; edit <= Number(rounds) + 2; edit += 1) {
  await setTimeout(500);
  const before = usage();
  writeFileSync(document, text.replace(word, `${word} ${edit}`));
  const saved = Date.now();
  await run(edit + 1);
  const after = usage();
  if (edit > 2)
    samples.push({ wall: lastWrite(saved) - saved, cpu: after.cpu - before.cpu, memory: after.memory });
}
child.kill("SIGINT");
console.log(JSON.stringify(samples));

/** Waits for the summary of a run. */
async function run(number) {
  while ((said.match(/ unchanged · /gu)?.length ?? 0) < number || !said.includes("Watching;"))
    await setTimeout(2);
}

function lastWrite(saved) {
  const files = readdirSync("src", { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Math.max(saved, ...files.map((each) => statSync(path.join(each.parentPath, each.name)).mtimeMs));
}

/** Milliseconds of processor time so far and peak memory in MiB, where the operating system tells (Linux, ticks of 10 ms). */
function usage() {
  if (!existsSync(`/proc/${child.pid}/stat`)) return { cpu: Number.NaN, memory: Number.NaN };
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
  const peak = /VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, memory: Number(peak) / 1024 };
}
