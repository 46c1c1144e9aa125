import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { setInterval, clearInterval } from "node:timers";
import { parseArgs } from "node:util";
import { readBases } from "./corpus.mjs";
import { mutantOf } from "./mutant.mjs";
import { Pool } from "./pool.mjs";

/**
 * Mutates documents, and expects of ringfence an answer to each: findings with places, or files. Every document has a
 * seed; `--seed N --runs 1` does it again.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    /** A minute, where nobody says how many documents. */
    seconds: { type: "string" },
    runs: { type: "string", default: "Infinity" },
    workers: { type: "string", default: String(availableParallelism()) },
    emit: { type: "string", default: "1" },
    serve: { type: "string", default: "0.05" },
    types: { type: "string", default: "0.005" },
    keep: { type: "string", default: path.join(tmpdir(), "ringfence-fuzz-failures") },
  },
});

const seconds = Number(values.seconds ?? (values.runs === "Infinity" ? 60 : Infinity));
const bases = await readBases();
const started = performance.now();
const firstSeed = Number(values.seed);
const counts = { refused: 0, accepted: 0, emitted: 0, failed: 0, typeChecked: 0, served: 0 };
/** Status → how many requests were answered with it. */
const statuses = new Map();
/** The document that cost the most work, in seconds. */
let slowest = { seed: firstSeed, seconds: 0 };
/** Reason → seeds. */
const failures = new Map();

const shares = {
  emit: Number(values.emit),
  twice: 0.01,
  types: Number(values.types),
  serve: Number(values.serve),
};

const pool = new Pool({
  bases,
  shares,
  workers: Number(values.workers),
  /** Seeds follow one another, until there are enough or the time is over. */
  next: (index) => {
    const isOver = index >= Number(values.runs) || performance.now() - started > seconds * 1000;
    return isOver ? null : (firstSeed + index) >>> 0;
  },
  done: count,
});

console.log(
  `fuzz: ${String(bases.length)} documents to begin with (${String(bases.filter(({ isAccepted }) => isAccepted).length)} are accepted as they are), seeds from ${String(firstSeed)}, ${values.workers} workers`,
);
const progress = setInterval(() => {
  console.log(`fuzz: ${summary()}`);
}, 60_000);
await pool.run();
clearInterval(progress);
report();

function count({ kind, seed, reason, checksTypes, isServed, status, seconds = 0 }) {
  counts[kind] += 1;
  if (checksTypes) counts.typeChecked += 1;
  if (isServed) counts.served += 1;
  if (isServed) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (seconds > slowest.seconds) slowest = { seed, seconds };
  if (kind === "failed") noteFailure(seed, reason);
}

function noteFailure(seed, reason) {
  const seeds = failures.get(reason) ?? [];
  failures.set(reason, [...seeds, seed]);
  if (seeds.length === 0) console.log(`fuzz: seed ${String(seed)}: ${reason}`);
}

function report() {
  if (failures.size > 0) mkdirSync(values.keep, { recursive: true });
  for (const [reason, seeds] of failures) {
    const [seed] = seeds;
    const { base, fileName, bytes } = mutantOf(seed, bases);
    const file = path.join(values.keep, `${String(seed)}${path.extname(fileName)}`);
    writeFileSync(file, bytes);
    console.log(
      `\n${String(seeds.length)} × ${reason}\n    from ${base}, kept as ${file}\n    again: npm run fuzz -- --seed ${String(seed)} --runs 1`,
    );
  }
  console.log(`\nfuzz: ${summary()}`);
  const answers = [...statuses].sort().map(([status, times]) => `${String(times)} × ${String(status)}`);
  if (answers.length > 0) console.log(`fuzz: answers ${answers.join(", ")}`);
  console.log(`fuzz: ${String(total() - counts.failed)} passed, ${String(counts.failed)} failed`);
  process.exitCode = counts.failed > 0 || total() === 0 ? 1 : 0;
}

function total() {
  return counts.refused + counts.accepted + counts.emitted + counts.failed;
}

function summary() {
  const seconds = (performance.now() - started) / 1000;
  const { refused, accepted, emitted, failed, typeChecked, served } = counts;
  return [
    `${String(total())} documents in ${seconds.toFixed(0)} s (${(total() / seconds).toFixed(0)}/s)`,
    `${String(refused)} refused with places`,
    `${String(accepted)} accepted`,
    `${String(emitted)} generated, of which ${String(typeChecked)} type-checked and ${String(served)} asked something`,
    `${slowest.seconds.toFixed(1)} s at most (seed ${String(slowest.seed)})`,
    `${String(failed)} failed in ${String(failures.size)} ways`,
  ].join(" · ");
}
