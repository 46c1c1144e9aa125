import type { Operation, Resource } from "../model/model.js";
import { dataView } from "./data.js";
import {
  filesOf,
  generated,
  hasOperations,
  hasOutgoing,
  hasResources,
  once,
  openOperations,
  type EmittedFile,
  type Emitter,
  type Plan,
} from "./emitter.js";
import { handlerView } from "./handlers.js";
import { namesOf } from "./operations.js";
import { outgoingView } from "./outgoing.js";
import { routesView } from "./routes.js";
import { allFields, resourceTypes, type ResourceTypes } from "./rows.js";
import { scaffold } from "./scaffold.js";
import { selectors, type Selectors } from "./selectors.js";
import { renderFile, type RenderedFile } from "./templates.js";
import { createTypePrinter, type TypePrinter } from "./type-printer.js";
import { typesView } from "./types.js";

/** What these emitters read besides. */
interface TypedPlan extends Plan {
  readonly printer: TypePrinter;
  readonly types: ReadonlyMap<Resource, ResourceTypes>;
  readonly selectors: Selectors;
}

const emitters: readonly Emitter<TypedPlan>[] = [
  {
    ...generated,
    files: ({ table, printer, types, extension }) => {
      const rows = allFields(types).map(({ type }) => type.text);
      return [renderFile("types.ts", "types", typesView(table, printer, rows, extension))];
    },
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
  {
    ...generated,
    when: hasOperations,
    files: (plan) => [
      renderFile("routes.ts", "routes", routesView(plan.model, plan.selectors, plan.extension)),
    ],
  },
  {
    ...once,
    files: (plan) => openOperations(plan.model).map((operation) => handlerFile(operation, plan)),
  },
];

/** The files that carry types and shapes of schemas: about half of the work of emitting, apart from all other files. */
export async function typedFiles(plan: Plan): Promise<readonly EmittedFile[]> {
  const { model, table } = plan;
  const printer = await createTypePrinter(table.schemas);
  return filesOf(emitters, {
    ...plan,
    printer,
    types: new Map(model.resources.map((resource) => [resource, resourceTypes(resource, model, printer)])),
    selectors: selectors(model, table),
  });
}

function handlerFile(operation: Operation, plan: TypedPlan): RenderedFile {
  const { table, api, extension } = plan;
  const view = handlerView(operation, namesOf(table, operation), scaffold(operation, plan), api, extension);
  return renderFile(`${operation.fileName}.ts`, "handler", view);
}
