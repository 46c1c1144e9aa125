import { mkdirSync, symlinkSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { trusted } from "../../../src/emit/code.js";
import { runtimeFiles } from "../../../src/emit/runtime-files.js";
import { render } from "../../../src/emit/templates.js";
import { validatorFiles } from "../../../src/emit/validators.js";
import type { Model } from "../../../src/model/model.js";
import type { OperationValidators } from "../../../src/runtime/core/validator.js";
import { transpile, writeProject, type ProjectFile } from "../../support/compile.js";
import { body, operation, ordersModel } from "../../support/orders-model.js";
import type { Prepared } from "./vectors.js";

export type Validate = (value: unknown) => boolean;

/** A folder with the runtime, for the validators of many schemas. */
export function writeRuntime(name: string): string {
  const files = runtimeFiles(["core/ajv-helpers.ts", "core/formats.ts"]).map(
    ({ path, text }): ProjectFile => ({ path: `runtime/${path}`, text }),
  );
  const folder = writeProject(name, files);
  transpile(folder, files);
  return folder;
}

/** The validator of a schema as it is emitted: written as modules, transpiled and imported. */
export async function emitted(
  { schema, variants }: Prepared,
  folder: string,
  name: string,
): Promise<Validate> {
  const model: Model = {
    ...ordersModel,
    resources: [],
    schemas: { variants },
    operations: [operation("validate", "POST", "/", { resource: null, body: body(schema, "create") })],
  };
  const extension = trusted(".js");
  const { operations, units } = validatorFiles(model, extension);
  const files = [
    ...operations.map((each) => ({ ...each, template: "validators" as const })),
    ...units.map((each) => ({ ...each, template: "validator-unit" as const })),
  ].map(({ file, view, template }) => ({
    path: `${name}/validators/${file}.ts`,
    text: render(template, { extension, ...view }),
  }));
  mkdirSync(`${folder}${name}/validators/schemas`, { recursive: true });
  symlinkSync("../runtime", `${folder}${name}/runtime`);
  transpile(folder, files);
  const file = `${folder}${name}/validators/${operations[0]?.file ?? ""}.js`;
  const { validators } = (await import(file)) as { validators: OperationValidators };
  const validate = validators.body?.["application/json"];
  if (validate === undefined) throw new Error(`${name} has no validator`);
  return validate;
}

/** The same schemas compiled by Ajv in this process, with the options that the emitter uses. */
export function inProcess({ schema, variants }: Prepared): Validate {
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: true, ownProperties: true, logger: false });
  for (const variant of variants)
    ajv.addSchema(variant.schema as object, `#/components/schemas/${variant.name}`);
  return ajv.compile(schema as object) as Validate;
}
