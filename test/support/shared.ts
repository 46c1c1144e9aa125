import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../shared/", import.meta.url));

/** Whether the corpus and the conformance vectors stand beside the project. Under `CI=true` they must. */
export const sharedIsPresent = existsSync(folder);

if (!sharedIsPresent && process.env["CI"] === "true") {
  throw new Error("../shared is absent, but under CI=true the tests that use it must run");
}

/** Title suffix for suites that are skipped because `../shared` is absent. */
export const sharedNote = sharedIsPresent ? "" : " (skipped: ../shared is absent)";

/** Absolute path of a file below `../shared`. */
export function sharedPath(relative: string): string {
  return folder + relative;
}
