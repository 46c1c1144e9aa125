import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { judge } from "./judge.mjs";
import { mutantOf } from "./mutant.mjs";
import { askOnce, forgetServers } from "./serve.mjs";
import { typeErrors } from "./type-check.mjs";

/** Works through the seeds that it is sent, one answer each. The first message is what all of them share. */
const folder = mkdtempSync(path.join(tmpdir(), "ringfence-fuzz-"));
let setting = null;

/** Seconds of this process's own work: on a busy machine the clock says little. */
const patience = 10;

process.on("message", (message) => {
  if (message === null) {
    rmSync(folder, { recursive: true, force: true });
    forgetServers();
    process.disconnect();
  } else if (setting === null) {
    setting = message;
    process.send({ kind: "ready" });
  } else {
    void answer(message.seed);
  }
});

async function answer(seed) {
  const { bases, shares } = setting;
  const mutant = mutantOf(seed, bases);
  try {
    const before = process.cpuUsage();
    const { kind, files } = await judge(mutant, folder, shares);
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (seconds > patience) throw new Error(`takes ${seconds.toFixed(0)} s of work`);
    const isEmitted = kind === "emitted";
    const isServed = isEmitted && mutant.random.chance(shares.serve);
    const checksTypes = isEmitted && mutant.random.chance(shares.types);
    const status = isServed ? await askOnce(files, mutant.random) : null;
    const [mistake] = checksTypes ? typeErrors(files) : [];
    if (mistake !== undefined) throw new Error(`does not type-check: ${mistake}`);
    process.send({ kind, seed, checksTypes, isServed, status, seconds });
  } catch (error) {
    process.send({ kind: "failed", seed, reason: reasonOf(error) });
  }
}

/** The message, and where in ringfence it came from. */
function reasonOf(error) {
  const frames = String(error?.stack ?? "")
    .split("\n")
    .filter((line) => line.includes("/dist/") || line.includes("fuzz-served"));
  const places = frames
    .slice(0, 4)
    .map((line) => line.trim().replace(/\(?file:.*\/(?:dist|fuzz-served-\d+\/[\w-]+)\//, "("));
  return [String(error?.message ?? error).slice(0, 400), ...places].join("\n    ");
}
