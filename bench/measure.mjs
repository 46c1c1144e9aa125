import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";

const preload = new URL("usage.mjs", import.meta.url).href;

/** Runs a Node program to its end: milliseconds of wall and processor time, and its peak memory in MiB. */
export function measure(file, args, { cwd, ok = [0] }) {
  const folder = mkdtempSync(path.join(tmpdir(), "ringfence-usage-"));
  const usage = path.join(folder, "usage.json");
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, NODE_OPTIONS: `--import ${preload}`, BENCH_USAGE: usage, NO_COLOR: "1" },
  });
  const wall = performance.now() - started;
  if (!ok.includes(status))
    throw new Error(`${file} ${args.join(" ")} ended with ${status}:\n${stdout}\n${stderr}`);
  const { cpu, memory } = JSON.parse(readFileSync(usage, "utf8"));
  rmSync(folder, { recursive: true });
  return { wall, cpu, memory, stdout };
}

/** Measures in pairs, so that both sides see the same machine, and answers the median of each figure; `besides` runs in each round too. */
export function pairs(rounds, ours, theirs, besides = () => undefined) {
  const left = [];
  const right = [];
  for (let round = 0; round < rounds; round += 1) {
    left.push(ours());
    right.push(theirs());
    besides();
  }
  return { ours: medians(left), theirs: medians(right) };
}

export function medians(samples) {
  const of = (key) => median(samples.map((sample) => sample[key]));
  return { wall: of("wall"), cpu: of("cpu"), memory: of("memory") };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
