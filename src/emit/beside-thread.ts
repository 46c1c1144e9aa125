// What `Beside` runs on its thread.
import { parentPort } from "node:worker_threads";
import type { BesideFiles, BesideTask } from "./beside.js";
import { Claims } from "./claims.js";
import { makePlan } from "./emitter.js";
import { takeShares } from "./shares.js";
import { loadTypeTools } from "./type-tools.js";
import { typedFiles } from "./typed-files.js";

parentPort?.once("message", (task: BesideTask) => {
  void make(task).then((files) => parentPort?.postMessage(files));
});
await loadTypeTools();

async function make({ model, options, claims }: BesideTask): Promise<BesideFiles> {
  const plan = makePlan(model, options);
  const typed = await typedFiles(plan);
  return { typed, shared: takeShares(plan, new Claims(claims), "front") };
}
