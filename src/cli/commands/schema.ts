import { vocabularySchema } from "../../model/vocabulary/json-schema.js";
import { openApiSchema } from "../../model/vocabulary/openapi-schema.js";
import { exitCode, type ExitCode } from "../exit-code.js";
import type { SchemaFlags } from "../flags.js";
import type { Invocation } from "../program.js";

/** `ringfence schema`: the JSON Schema of `x-security`. It is JSON with and without `--json`. */
export function runSchema(flags: SchemaFlags, { terminal }: Invocation): ExitCode {
  const schema = flags.withOpenapi === true ? openApiSchema(flags.dialect) : vocabularySchema(flags.dialect);
  terminal.result(`${JSON.stringify(schema, null, 2)}\n`);
  terminal.answer(schema);
  return exitCode.fine;
}
