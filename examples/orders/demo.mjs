// Generates the example, type-checks and builds it, then hands over to demo/main.ts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const ringfence = fileURLToPath(new URL("../../bin/ringfence.js", import.meta.url));
const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

function run(title, script, ...args) {
  console.log(`> ${title}`);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: folder, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

run("ringfence generate", ringfence, "generate");
run("tsc --project tsconfig.json", tsc, "--project", "tsconfig.json");
const { main } = await import("./build/demo/main.js");
process.exitCode = await main({
  folder: folder.replace(/[\\/]$/, ""),
  once: process.argv.includes("--once"),
});
