import type { Model, Operation, Resource } from "../model/model.js";
import { joinCode, trusted, type Code } from "./code.js";
import { dataView } from "./data.js";
import { environmentExample } from "./environment.js";
import { handlersIndexView, handlerView } from "./handlers.js";
import { extensionText, type ImportExtension } from "./imports.js";
import { namesOf, operationsView } from "./operations.js";
import { outgoingView } from "./outgoing.js";
import { policyView } from "./policy.js";
import { routesView } from "./routes.js";
import { allFields, resourceTypes, type ResourceTypes } from "./rows.js";
import { mapRelativeImports, relativeImports, runtimeFiles } from "./runtime-files.js";
import { schemaSql } from "./schema-sql.js";
import { scaffold } from "./scaffold.js";
import { nameSchemas, type SchemaTable } from "./schemas.js";
import { selectors, type Selectors } from "./selectors.js";
import { renderFile, type RenderedFile } from "./templates.js";
import { createTypePrinter, type TypePrinter } from "./type-printer.js";
import { typesView } from "./types.js";
import { validatorFiles } from "./validators.js";

/** A file to write. */
export interface EmittedFile {
  readonly area: "api" | "handlers" | "deploy";
  /** Below the area's folder, forward slashes. */
  readonly path: string;
  readonly text: string;
  /** `generated`: ours, replaced at will. `once`: the user's as soon as it exists. */
  readonly ownership: "generated" | "once";
}

export interface EmitOptions {
  readonly framework: "fastify";
  readonly importExtension: ImportExtension;
  /** Whether the server can share its limits through Redis; it cannot where absent. */
  readonly redis?: boolean;
  /** Relative path from the handlers' folder to that of the api: `../api`. */
  readonly handlersImport: string;
}

/** Everything that emitters read: made once, before there is any text. */
interface Plan {
  readonly model: Model;
  readonly extension: Code;
  readonly api: Code;
  readonly redis: boolean;
  readonly table: SchemaTable;
  readonly printer: TypePrinter;
  readonly types: ReadonlyMap<Resource, ResourceTypes>;
  readonly selectors: Selectors;
}

/** A row of the table of emitted files: what it writes, in which area, and when. */
interface Emitter {
  readonly area: EmittedFile["area"];
  readonly ownership: EmittedFile["ownership"];
  readonly when: (model: Model) => boolean;
  readonly files: (plan: Plan) => readonly RenderedFile[];
}

const always = (): boolean => true;
const generated = { area: "api", ownership: "generated", when: always } as const;
const once = { area: "handlers", ownership: "once", when: always } as const;

const emitters: readonly Emitter[] = [
  {
    ...generated,
    files: ({ table, printer, types, extension }) => {
      const rows = allFields(types).map(({ type }) => type.text);
      return [renderFile("types.ts", "types", typesView(table, printer, rows, extension))];
    },
  },
  {
    ...generated,
    files: ({ model, types, extension }) => [
      renderFile("policy.ts", "policy", { extension, ...policyView(model, types) }),
    ],
  },
  {
    ...generated,
    when: (model) => !hasOperations(model),
    files: ({ extension }) => [
      renderFile("operations.ts", "operations-none", {}),
      renderFile("routes.ts", "routes-none", { extension }),
    ],
  },
  {
    ...generated,
    when: hasOperations,
    files: ({ model, table, extension }) => [
      renderFile("operations.ts", "operations", operationsView(model, table, extension)),
    ],
  },
  {
    ...generated,
    when: (model) => !hasResources(model),
    files: ({ extension }) => [renderFile("data.ts", "data-none", { extension })],
  },
  {
    ...generated,
    when: hasResources,
    files: ({ model, table, types, extension }) => [
      renderFile("data.ts", "data", dataView(model, table, types, extension)),
    ],
  },
  {
    ...generated,
    when: (model) => hasOperations(model) || model.outgoing.some(({ payload }) => payload !== null),
    files: (plan) => [
      renderFile("selectors.ts", "selectors", {
        extension: plan.extension,
        ...plan.selectors.view(plan.extension),
      }),
    ],
  },
  {
    ...generated,
    when: hasOutgoing,
    files: ({ model, table, selectors: chosen, extension }) => [
      renderFile("outgoing.ts", "outgoing", outgoingView(model, table, chosen, extension)),
    ],
  },
  { ...generated, files: validatorModules },
  {
    ...generated,
    when: hasOperations,
    files: (plan) => [
      renderFile("routes.ts", "routes", routesView(plan.model, plan.selectors, plan.extension)),
    ],
  },
  {
    ...generated,
    files: ({ model, extension, redis }) => [
      renderFile("index.ts", "index", {
        extension,
        redis,
        hasResources: hasResources(model),
        hasUploads: hasUploads(model),
        outgoing: outgoingKinds(model),
      }),
    ],
  },
  { ...once, files: ({ model, table, api, extension }) => [handlersIndex(model, table, api, extension)] },
  {
    ...once,
    files: (plan) => openOperations(plan.model).map((operation) => handlerFile(operation, plan)),
  },
  {
    area: "deploy",
    ownership: "generated",
    when: always,
    files: ({ model }) => [{ path: ".env.example", text: environmentExample(model) }],
  },
  {
    area: "deploy",
    ownership: "generated",
    when: hasResources,
    files: ({ model }) => [
      { path: "schema.sql", text: `-- generated by ringfence — do not edit\n${schemaSql(model)}` },
    ],
  },
];

/** The whole server as files; touches no disk but to read the templates and the runtime. */
export async function emit(model: Model, options: EmitOptions): Promise<readonly EmittedFile[]> {
  const plan = await makePlan(model, options);
  const files = emitters
    .filter(({ when }) => when(model))
    .flatMap(({ area, ownership, files }) =>
      files(plan).map(({ path, text }): EmittedFile => ({ area, path, text, ownership })),
    );
  return [...files, ...runtime(files, options.importExtension)];
}

async function makePlan(model: Model, options: EmitOptions): Promise<Plan> {
  const table = nameSchemas(model);
  const printer = await createTypePrinter(table.schemas);
  return {
    model,
    extension: extensionText(options.importExtension),
    redis: options.redis ?? false,
    api: trusted(JSON.stringify(options.handlersImport).slice(1, -1)),
    table,
    printer,
    types: new Map(model.resources.map((resource) => [resource, resourceTypes(resource, model, printer)])),
    selectors: selectors(model, table),
  };
}

function hasUploads({ operations }: Model): boolean {
  return operations.some(({ body }) =>
    body?.content.some(({ policy }) => policy.kind === "multipart" || policy.kind === "file"),
  );
}

function hasOutgoing(model: Model): boolean {
  return model.outgoing.length > 0;
}

/** What `outgoing.ts` exports. */
function outgoingKinds({ outgoing }: Model): Code {
  const kinds = (["callback", "webhook"] as const).filter((kind) =>
    outgoing.some((each) => each.kind === kind),
  );
  return joinCode(
    kinds.map((kind) => trusted(`${kind}s`)),
    ", ",
  );
}

function hasOperations(model: Model): boolean {
  return model.operations.length > 0;
}

function hasResources(model: Model): boolean {
  return model.resources.length > 0;
}

/** Handlers are written for what can be called. One of a closed operation comes when it is opened, as fits by then. */
function openOperations(model: Model): readonly Operation[] {
  return model.operations.filter(({ closed }) => closed === null);
}

function validatorModules({ model, extension }: Plan): readonly RenderedFile[] {
  const { operations, units } = validatorFiles(model, extension);
  return [
    ...operations.map(({ file, view }) =>
      renderFile(`validators/${file}.ts`, "validators", { extension, ...view }),
    ),
    ...units.map(({ file, view }) =>
      renderFile(`validators/${file}.ts`, "validator-unit", { extension, ...view }),
    ),
  ];
}

function handlersIndex(model: Model, table: SchemaTable, api: Code, extension: Code): RenderedFile {
  const operations = openOperations(model).map((operation) => ({
    operation,
    names: namesOf(table, operation),
  }));
  return renderFile("index.ts", "handlers-index", handlersIndexView(operations, api, extension));
}

function handlerFile(operation: Operation, plan: Plan): RenderedFile {
  const { table, api, extension } = plan;
  const view = handlerView(operation, namesOf(table, operation), scaffold(operation, plan), api, extension);
  return renderFile(`${operation.fileName}.ts`, "handler", view);
}

/** The runtime modules that a file imports, without extension. Most files are the same each time somebody asks. */
function runtimeImports({ path, text }: EmittedFile): readonly string[] {
  const known = importsByPath.get(path);
  if (known?.text === text) return known.imports;
  const imports = relativeImports(text).flatMap(
    (specifier) => /^(?:\.\/|\.\.\/)+runtime\/(.+?)(?:\.[jt]s)?$/.exec(specifier)?.[1] ?? [],
  );
  importsByPath.set(path, { text, imports });
  return imports;
}

const importsByPath = new Map<string, { readonly text: string; readonly imports: readonly string[] }>();

/** The runtime modules that the generated ones import, directly or not. */
function runtime(files: readonly EmittedFile[], extension: ImportExtension): readonly EmittedFile[] {
  const entries = files.filter(({ area }) => area === "api").flatMap(runtimeImports);
  return runtimeFiles([...new Set(entries)].map((entry) => `${entry}.ts`)).map(({ path, text }) => ({
    area: "api",
    path: `runtime/${path}`,
    text:
      extension === "js"
        ? text
        : mapRelativeImports(text, (specifier) => specifier.replace(/\.js$/, extensionText(extension))),
    ownership: "generated",
  }));
}
