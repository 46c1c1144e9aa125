import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { judge } from "./judge.mjs";
import { mutantOf } from "./mutant.mjs";
import { typeErrors } from "./type-check.mjs";

/** Works through the seeds that it is sent, one answer each. */
const { bases, shares } = workerData;
const folder = mkdtempSync(path.join(tmpdir(), "ringfence-fuzz-"));
parentPort.postMessage({ kind: "ready", bases: bases.length });

parentPort.on("message", async (seed) => {
  if (seed === null) {
    rmSync(folder, { recursive: true, force: true });
    parentPort.close();
    return;
  }
  const mutant = mutantOf(seed, bases);
  parentPort.postMessage({ kind: "begins" });
  try {
    const { kind, files } = await judge(mutant, folder, shares);
    const checksTypes = kind === "emitted" && mutant.random.chance(shares.types);
    if (checksTypes) parentPort.postMessage({ kind: "compiles" });
    const [mistake] = checksTypes ? typeErrors(files) : [];
    if (mistake !== undefined) throw new Error(`does not type-check: ${mistake}`);
    parentPort.postMessage({ kind, seed, checksTypes });
  } catch (error) {
    parentPort.postMessage({ kind: "failed", seed, reason: reasonOf(error) });
  }
});

/** The message, and where in ringfence it came from. */
function reasonOf(error) {
  const frames = String(error?.stack ?? "")
    .split("\n")
    .filter((line) => line.includes("/dist/"));
  const places = frames.slice(0, 4).map((line) => line.trim().replace(/\(?file:.*\/dist\//, "(dist/"));
  return [String(error?.message ?? error).slice(0, 400), ...places].join("\n    ");
}
