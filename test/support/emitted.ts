import { mkdirSync, symlinkSync } from "node:fs";
import { trusted } from "../../src/emit/code.js";
import { runtimeFiles } from "../../src/emit/runtime-files.js";
import { nameSchemas } from "../../src/emit/schemas.js";
import { selectors } from "../../src/emit/selectors.js";
import { render } from "../../src/emit/templates.js";
import { validatorFiles } from "../../src/emit/validators.js";
import type { Model } from "../../src/model/model.js";
import type { ResponseShapes } from "../../src/runtime/core/answer-shape.js";
import type { Shape } from "../../src/runtime/core/shape.js";
import type { ValidatorMakers } from "../../src/runtime/core/validator.js";
import { transpile, writeProject, type ProjectFile } from "./compile.js";

const extension = trusted(".js");

/** A folder with the parts of the runtime that validators and selectors need. */
export function writeRuntime(name: string): string {
  const entries = [
    "core/ajv-helpers.ts",
    "core/answer-shape.ts",
    "core/formats.ts",
    "core/shape.ts",
    "core/linear-pattern.ts",
    "core/remembered.ts",
    "core/validator.ts",
  ];
  const files = runtimeFiles(entries).map(({ path, text }): ProjectFile => ({
    path: `runtime/${path}`,
    text,
  }));
  const folder = writeProject(name, files);
  transpile(folder, files);
  return folder;
}

/** What is emitted to validate the JSON body of the only operation, imported. */
export async function validatorIn(
  model: Model,
  folder: string,
  name: string,
): Promise<(value: unknown) => boolean> {
  const files = validatorFiles(model, extension).map(({ file, view, template }) => ({
    path: `${name}/validators/${file}.ts`,
    text: render(template, { extension, ...view }),
  }));
  prepare(folder, name, files);
  const [{ id } = { id: "" }] = model.operations;
  const [first] = files;
  const { validators } = (await import(`${folder}${first?.path.replace(/ts$/, "js") ?? ""}`)) as {
    validators: ValidatorMakers;
  };
  const validate = validators[id]?.().body?.["application/json"];
  if (validate === undefined) throw new Error("the operation has no validator");
  return validate;
}

/** What is emitted to select the JSON body of the only operation's only answer, imported. */
export async function shapeIn(model: Model, folder: string, name: string): Promise<Shape> {
  const emitted = selectors(model, nameSchemas(model));
  const text = render("selectors", { extension, ...emitted.view(extension) });
  prepare(folder, name, [{ path: `${name}/selectors.ts`, text }]);
  const module = (await import(`${folder}${name}/selectors.js`)) as Record<string, () => ResponseShapes>;
  const { responses } = [...emitted.operations.values()][0] ?? { responses: "" };
  const shape = module[responses]?.()["200"]?.["application/json"];
  if (shape?.kind !== "json") throw new Error("the answer has no shape");
  return shape.shape;
}

function prepare(folder: string, name: string, files: readonly ProjectFile[]): void {
  mkdirSync(`${folder}${name}/validators/schemas`, { recursive: true });
  symlinkSync("../runtime", `${folder}${name}/runtime`);
  transpile(folder, files);
}
