// What `Beside` runs on its thread.
import { parentPort } from "node:worker_threads";
import type { BesideTask } from "./beside.js";
import { makePlan } from "./emitter.js";
import { loadTypeTools } from "./type-tools.js";
import { typedFiles } from "./typed-files.js";

parentPort?.once("message", ({ model, options }: BesideTask) => {
  void typedFiles(makePlan(model, options)).then((files) => parentPort?.postMessage(files));
});
await loadTypeTools();
