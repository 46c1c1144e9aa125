import { keepingList, recalling } from "../document/remember.js";
import type { Model } from "../model/model.js";
import { NameScope, typeFileName } from "../model/names.js";
import { circles } from "./circles.js";
import { code, name, trusted, type Code } from "./code.js";
import { compileModule, type CompiledModule } from "./compile-validator.js";
import { observedVariants, type Lookup } from "./evaluated.js";
import { importOf } from "./imports.js";
import { findParts, outgoingFolder, type OwnedParts, type Part } from "./validator-parts.js";

/** A module of validators: its file below `validators/`, without extension, and the view of its template. */
export interface ValidatorFile {
  readonly file: string;
  readonly view: object;
}

export interface ValidatorFiles {
  /** Of operations, and of requests of the server's own. */
  readonly messages: readonly ValidatorFile[];
  readonly units: readonly ValidatorFile[];
}

/** The validators of every operation and every request of the server's own, and of every variant that their schemas refer to. */
export function validatorFiles(model: Model, extension: Code): ValidatorFiles {
  const schemas = new Map(model.schemas.variants.map((variant) => [variant.name, variant.schema]));
  const lookup: Lookup = (variant) => {
    const schema = schemas.get(variant);
    if (schema === undefined) throw new Error(`no such variant: ${variant}`);
    return schema;
  };
  const messages = findParts(model).map(messageModule);
  const observed = observedVariants(
    [...messages.flatMap(({ parts }) => parts.map(({ schema }) => schema)), ...schemas.values()],
    lookup,
  );
  const shared = sharedModules(messages.flatMap(({ parts }) => parts));
  const variants = variantModules(
    [
      ...messages.flatMap(variantsOf),
      ...[...shared.values()].flatMap(({ variants }) => [...variants.keys()]),
    ],
    (variant) => compileModule([{ schema: lookup(variant), tellsEvaluated: observed.has(variant) }]),
  );
  const circular = circularVariants(variants);
  const names = keepNames([...schemas.keys()]);
  const files = filesByName(names, [], () => unitFiles(names));
  const view = (compiled: CompiledModule, folder: Folder): object =>
    moduleView(compiled, files, placesIn(folder, extension));
  const unit = (compiled: CompiledModule, folder: Folder, isCircular: boolean): object =>
    unitViews(compiled, [files, extension, folder, isCircular], () => {
      const own = isCircular ? remembering(compiled) : compiled;
      return { ...view(own, folder), validate: own.functions[0] };
    });
  return {
    messages: messages.map((module) => ({
      file: module.file,
      view: messageViews(module, [files, extension], () => ({
        ...view(module.compiled, folderOf(module)),
        ...messageMembers(module, files, extension),
      })),
    })),
    units: [
      ...[...shared].map(([file, compiled]) => ({ file, view: unit(compiled, "shared", false) })),
      ...[...variants].map(([variant, compiled]) => ({
        file: `schemas/${fileOf(files, variant)}`,
        view: unit(compiled, "schemas", circular.has(variant)),
      })),
    ].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

const keepNames = keepingList<string>();
const filesByName = recalling<ReadonlyMap<string, string>>();
const messageViews = recalling<object>();
const unitViews = recalling<object>();

/** Variants whose validators call each other in a circle. */
function circularVariants(variants: ReadonlyMap<string, CompiledModule>): ReadonlySet<string> {
  const compiled = keepModules([...variants.values()]);
  return onCircles(compiled, [...variants.keys()], () =>
    circles(new Map([...variants].map(([name, each]) => [name, new Set(each.variants.keys())]))),
  );
}

const keepModules = keepingList<CompiledModule>();
const onCircles = recalling<ReadonlySet<string>>();

type Folder = "." | "shared" | "schemas" | typeof outgoingFolder;

function folderOf({ file }: MessageModule): Folder {
  return file.startsWith(`${outgoingFolder}/`) ? outgoingFolder : ".";
}

interface MessageModule extends OwnedParts {
  /** The parts that stand in no other module. */
  readonly compiled: CompiledModule;
}

function messageModule(own: OwnedParts): MessageModule {
  return messageModules(own, [], () => ({
    ...own,
    compiled: compileParts(own.parts.filter(({ home }) => home.kind === "own")),
  }));
}

const messageModules = recalling<MessageModule>();

/** Nothing refers to a part, so nobody asks what it evaluated. */
function compileParts(parts: readonly Part[]): CompiledModule {
  return compileModule(parts.map(({ schema }) => ({ schema, tellsEvaluated: false })));
}

function variantsOf({ parts, compiled }: MessageModule): readonly string[] {
  return [
    ...parts.flatMap(({ home }) => (home.kind === "variant" ? [home.variant] : [])),
    ...compiled.variants.keys(),
  ];
}

/** The parts that several operations have in common, by file. */
function sharedModules(parts: readonly Part[]): ReadonlyMap<string, CompiledModule> {
  const modules = new Map<string, CompiledModule>();
  for (const part of parts)
    if (part.home.kind === "shared" && !modules.has(part.home.file))
      modules.set(part.home.file, compileParts([part]));
  return modules;
}

/** Members of `OperationValidators`, and the imports of those whose validators stand elsewhere. */
function messageMembers(module: MessageModule, files: ReadonlyMap<string, string>, extension: Code): object {
  const { parts, compiled } = module;
  const up = trusted(folderOf(module) === "." ? "./" : "../");
  const own = [...compiled.functions];
  const members = parts.map(({ kind, key, home }, index) => {
    if (home.kind === "own") return { kind, key, validate: own.shift() ?? name("validate"), from: null };
    const file = home.kind === "shared" ? home.file : `schemas/${fileOf(files, home.variant)}`;
    const validate = kind === "location" ? key : name(`${kind}${String(index)}`);
    return { kind, key, validate, from: code`${up}${trusted(file)}` };
  });
  return {
    elsewhere: members.flatMap(({ validate, from }) =>
      from === null ? [] : [importOf([code`validate as ${validate}`], from, extension, "import")],
    ),
    locations: members.filter(({ kind }) => kind === "location"),
    body: members.filter(({ kind }) => kind === "body"),
    answer: members.filter(({ kind }) => kind === "answer"),
  };
}

/** The variants that are referred to, and those that these refer to in turn. */
function variantModules(
  wanted: readonly string[],
  compile: (variant: string) => CompiledModule,
): ReadonlyMap<string, CompiledModule> {
  const units = new Map<string, CompiledModule>();
  const pending = [...wanted];
  for (let variant = pending.pop(); variant !== undefined; variant = pending.pop()) {
    if (units.has(variant)) continue;
    const compiled = compile(variant);
    units.set(variant, compiled);
    pending.push(...compiled.variants.keys());
  }
  return units;
}

/** A module whose validator judges each object once: on a circle, the work could double with each level of the data. */
function remembering(compiled: CompiledModule): CompiledModule {
  const [check = name("validate0")] = compiled.functions;
  return {
    ...compiled,
    functions: [name("judge")],
    helpers: [...compiled.helpers, "remembered"].sort(),
    statements: code`${compiled.statements}\nconst judge = remembered(${check});`,
  };
}

/** Files of two variants must differ by more than letter case, and be possible everywhere. */
function unitFiles(variants: Iterable<string>): ReadonlyMap<string, string> {
  const files = new NameScope();
  return new Map([...variants].map((variant) => [variant, files.claim(typeFileName(variant))]));
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

/** Of a module in a folder below `validators/`, or in itself. */
function placesIn(folder: Folder, extension: Code): Places {
  if (folder === ".") return { schemas: "./schemas/", core: "../runtime/core/", extension };
  const schemas = folder === "schemas" ? "./" : "../schemas/";
  return { schemas, core: "../../runtime/core/", extension };
}

function moduleView(
  compiled: CompiledModule,
  files: ReadonlyMap<string, string>,
  { schemas, core, extension }: Places,
): object {
  const { helpers, variants, statements } = compiled;
  return {
    extension,
    core: trusted(core),
    imports: [
      ...helperImports(helpers, core, extension),
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

/** Helpers by the modules that they stand in; any other is one of Ajv's. */
const helperModules: Readonly<Record<string, string>> = {
  linearPattern: "linear-pattern",
  remembered: "remembered",
};

function helperImports(helpers: readonly string[], core: string, extension: Code): readonly Code[] {
  const moduleOf = (helper: string): string => helperModules[helper] ?? "ajv-helpers";
  return [...new Set(helpers.map(moduleOf))].toSorted().map((module) => {
    const own = helpers.filter((helper) => moduleOf(helper) === module);
    return importOf(own.map(name), trusted(core + module), extension, "import");
  });
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
