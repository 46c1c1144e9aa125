import { generate, generateCold, initProject, program, removeProject } from "./project.mjs";
import { measure, medians, pairs } from "./measure.mjs";

/** The whole server, from nothing, against the types alone. */
export function cold(document, rounds) {
  const folder = initProject(document);
  const result = pairs(
    rounds,
    () => generateCold(folder),
    () => measure(program.openapiTypescript, [document, "-o", "types.ts"], { cwd: folder }),
  );
  removeProject(folder);
  return result;
}

/** A run that has nothing to do. */
export function unchanged(document, rounds) {
  const folder = initProject(document);
  generateCold(folder);
  const samples = Array.from({ length: rounds }, () => generate(folder));
  removeProject(folder);
  return { ours: medians(samples) };
}
