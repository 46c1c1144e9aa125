import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dump } from "js-yaml";
import { measure, medians } from "./measure.mjs";
import { makeProject, program, removeProject } from "./project.mjs";

const session = fileURLToPath(new URL("watch-session.mjs", import.meta.url));

/** From the save of an edit in one operation to the last byte written. */
export function watchJson(document, rounds) {
  return watch("openapi.json", readFileSync(document, "utf8"), rounds);
}

/** The same for the same document in YAML. */
export function watchYaml(document, rounds) {
  const value = JSON.parse(readFileSync(document, "utf8"));
  return watch("openapi.yaml", dump(value, { lineWidth: -1, noRefs: true }), rounds);
}

function watch(name, text, rounds) {
  const folder = makeProject({ [name]: text });
  measure(program.ringfence, ["init", name, "--yes"], { cwd: folder });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [session, program.ringfence, name, String(rounds)],
    { cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`watching ended with ${status}:\n${stderr}`);
  removeProject(folder);
  return { ours: medians(JSON.parse(stdout)) };
}
