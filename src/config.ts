import type { Framework, ImportExtension, RemoteOptions } from "./generate.js";
import type { RuleSettings } from "./rule-settings.js";

/** One project of `ringfence.config.{ts,js,json}`. Paths are relative to the folder of that file. */
export interface ProjectConfig {
  /** The OpenAPI document, a file or an https URL; `openapi.{yaml,yml,json}` beside the configuration by default. */
  readonly document?: string;
  /** The folder that references between files must stay in; that of the document by default. */
  readonly root?: string;
  /** What may be fetched from other hosts; nothing by default, but for the document itself where that is a URL. */
  readonly remote?: RemoteOptions;
  /** OpenAPI Overlays, applied in this order. */
  readonly overlays?: readonly string[];
  /** Folder of the generated code; `src/api` by default. */
  readonly output?: string;
  /** Folder of the handlers, which are written once and then yours; `src/handlers` by default. */
  readonly handlers?: string;
  /** Folder of what is deployed beside the server; `deploy` by default. */
  readonly deploy?: string;
  readonly framework?: Framework;
  /** How relative imports of the generated code end; `js` by default. */
  readonly importExtension?: ImportExtension;
  /** Whether the server can share its limits with others through Redis: generates `redisLimits`; false by default. */
  readonly redis?: boolean;
  /** Whether prettier runs; true by default. */
  readonly format?: boolean;
  /** Severities of rules, changed knowingly. */
  readonly rules?: RuleSettings;
}

export type Config = ProjectConfig | readonly ProjectConfig[];

/** Gives the configuration its type: `export default defineConfig({ document: "openapi.yaml" })`. */
export function defineConfig<const Given extends Config>(config: Given): Given {
  return config;
}
