/** The public API of ringfence. Whatever is not exported here may change without notice. */
export { check, generate } from "./generate.js";
export type {
  CheckOptions,
  Framework,
  GenerateOptions,
  Generation,
  ImportExtension,
  Judgement,
  RemoteOptions,
  Stage,
} from "./generate.js";
export { defineConfig } from "./config.js";
export type { Config, ProjectConfig } from "./config.js";
export type { RuleSetting, RuleSettings } from "./rule-settings.js";
export type { Diagnostic, Location, RelatedLocation, Severity } from "./diagnostics/diagnostic.js";
export type { InputFile } from "./document/document.js";
export type { EmittedFile } from "./emit/emitter.js";
