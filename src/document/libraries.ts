import { createRequire } from "node:module";
import type * as JsonP3 from "json-p3";
import type * as JsoncParser from "jsonc-parser";
import type * as Yaml from "yaml";

/**
 * Libraries that most runs have no use for: JSON, and YAML and overlays that are written the plain way, are read without
 * them. Importing all three takes as long as reading half a megabyte of YAML, so each is loaded when it is asked for; by
 * `require`, as reading never waits.
 */
const require = createRequire(import.meta.url);

export const yaml = lazily(() => require("yaml") as typeof Yaml);
export const jsonPath = lazily(() => require("json-p3") as typeof JsonP3);
export const jsonc = lazily(() => require("jsonc-parser") as typeof JsoncParser);

function lazily<Library>(load: () => Library): () => Library {
  let loaded: Library | undefined;
  return () => (loaded ??= load());
}
