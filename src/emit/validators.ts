import type { JsonValue } from "../document/document.js";
import type { Model, Operation } from "../model/model.js";
import { code, literal, name, trusted, type Code } from "./code.js";
import { compileModule, type CompiledModule } from "./compile-validator.js";
import { observedVariants, type Lookup } from "./evaluated.js";
import { importOf } from "./imports.js";
import { UniqueNames } from "./naming.js";
import { isStructured, locations, parametersSchema } from "./schemas.js";

/** A module of validators: its file below `validators/`, without extension, and the view of its template. */
export interface ValidatorFile {
  readonly file: string;
  readonly view: object;
}

export interface ValidatorFiles {
  readonly operations: readonly ValidatorFile[];
  readonly units: readonly ValidatorFile[];
}

/** The validators of every operation, and of every variant that their schemas refer to. */
export function validatorFiles(model: Model, extension: Code): ValidatorFiles {
  const schemas = new Map(model.schemas.variants.map((variant) => [variant.name, variant.schema]));
  const lookup: Lookup = (variant) => {
    const schema = schemas.get(variant);
    if (schema === undefined) throw new Error(`no such variant: ${variant}`);
    return schema;
  };
  const files = unitFiles(schemas.keys());
  const operations = model.operations.map((operation) => operationModule(operation));
  const units = unitModules(
    operations.flatMap(({ compiled }) => [...compiled.variants.keys()]),
    lookup,
    observedVariants([...operations.flatMap(({ schemas: own }) => own), ...schemas.values()], lookup),
  );
  return {
    operations: operations.map(({ operation, compiled, members }) => ({
      file: operation.fileName,
      view: {
        ...moduleView(compiled, files, { schemas: "./schemas/", core: "../runtime/core/", extension }),
        ...members,
      },
    })),
    units: [...units].sort(byKey).map(([variant, compiled]) => ({
      file: `schemas/${fileOf(files, variant)}`,
      view: {
        ...moduleView(compiled, files, { schemas: "./", core: "../../runtime/core/", extension }),
        validate: compiled.functions[0],
      },
    })),
  };
}

interface OperationModule {
  readonly operation: Operation;
  readonly schemas: readonly JsonValue[];
  readonly compiled: CompiledModule;
  /** Members of `OperationValidators`. */
  readonly members: { readonly locations: readonly Member[]; readonly body: readonly Member[] };
}

interface Member {
  readonly key: Code;
  readonly validate: Code;
}

function operationModule(operation: Operation): OperationModule {
  const parameters = locations
    .map((location) => ({
      key: name(location),
      parameters: operation.parameters.filter(({ policy }) => policy.in === location),
    }))
    .filter((location) => location.parameters.length > 0)
    .map((location) => ({ key: location.key, schema: parametersSchema(location.parameters) }));
  const bodies = (operation.body?.content ?? [])
    .filter(({ policy }) => policy.kind === "text" || isStructured(policy))
    .map(({ policy, schema }) => ({ key: literal(policy.mediaType), schema: schema.schema }));
  const schemas = [...parameters, ...bodies].map(({ schema }) => schema);
  const compiled = compileModule(schemas.map((schema) => ({ schema, tellsEvaluated: false })));
  const members = [...parameters, ...bodies].map(({ key }, index) => ({
    key,
    validate: compiled.functions[index] ?? name("validate"),
  }));
  return {
    operation,
    schemas,
    compiled,
    members: { locations: members.slice(0, parameters.length), body: members.slice(parameters.length) },
  };
}

/** The variants that are referred to, and those that these refer to in turn. */
function unitModules(
  wanted: readonly string[],
  lookup: Lookup,
  observed: ReadonlySet<string>,
): ReadonlyMap<string, CompiledModule> {
  const units = new Map<string, CompiledModule>();
  const pending = [...wanted];
  for (let variant = pending.pop(); variant !== undefined; variant = pending.pop()) {
    if (units.has(variant)) continue;
    const compiled = compileModule([{ schema: lookup(variant), tellsEvaluated: observed.has(variant) }]);
    units.set(variant, compiled);
    pending.push(...compiled.variants.keys());
  }
  return units;
}

/** Files of two variants must differ by more than letter case. */
function unitFiles(variants: Iterable<string>): ReadonlyMap<string, string> {
  const files = new UniqueNames();
  return new Map(
    [...variants].map((variant) => {
      const lower = variant.toLowerCase();
      return [variant, variant + files.take(`_${lower}`).slice(lower.length + 1)];
    }),
  );
}

function fileOf(files: ReadonlyMap<string, string>, variant: string): string {
  const file = files.get(variant);
  if (file === undefined) throw new Error(`no file for ${variant}`);
  return file;
}

/** Where a module of validators finds what it imports. */
interface Places {
  readonly schemas: string;
  readonly core: string;
  readonly extension: Code;
}

function moduleView(
  compiled: CompiledModule,
  files: ReadonlyMap<string, string>,
  { schemas, core, extension }: Places,
): object {
  const { helpers, variants, statements } = compiled;
  return {
    extension,
    imports: [
      ...(helpers.length === 0
        ? []
        : [importOf(helpers.map(name), trusted(`${core}ajv-helpers`), extension, "import")]),
      ...(compiled.usesFormats
        ? [importOf([name("formats")], trusted(`${core}formats`), extension, "import")]
        : []),
      ...[...variants]
        .sort(byKey)
        .map(([variant, local]) =>
          importOf(
            [code`validate as ${local}`],
            trusted(schemas + fileOf(files, variant)),
            extension,
            "import",
          ),
        ),
    ],
    statements,
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
