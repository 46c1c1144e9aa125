import type { Operation, Resource } from "../model/model.js";
import { dataView } from "./data.js";
import {
  filesOf,
  generated,
  hasResources,
  once,
  openOperations,
  type EmittedFile,
  type Emitter,
  type Plan,
} from "./emitter.js";
import { handlerView } from "./handlers.js";
import { namesOf } from "./operations.js";
import { needsRequiring, resourceTypes, type ResourceTypes } from "./rows.js";
import { scaffold } from "./scaffold.js";
import { renderFile, type RenderedFile } from "./templates.js";
import { createTypePrinter, type TypePrinter } from "./type-printer.js";
import { typesView } from "./types.js";

/** What these emitters read besides. */
interface TypedPlan extends Plan {
  readonly printer: TypePrinter;
  readonly types: ReadonlyMap<Resource, ResourceTypes>;
}

const emitters: readonly Emitter<TypedPlan>[] = [
  {
    ...generated,
    files: ({ table, printer, types, extension }) => {
      const isRequired = [...types.values()].some(needsRequiring);
      return [renderFile("types.ts", "types", typesView(table, printer, isRequired, extension))];
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
    ...once,
    files: (plan) => openOperations(plan.model).map((operation) => handlerFile(operation, plan)),
  },
];

/** The files that carry types of schemas, which only a printer of types can make. */
export async function typedFiles(plan: Plan): Promise<readonly EmittedFile[]> {
  const { model, table } = plan;
  const printer = await createTypePrinter(table.schemas);
  return filesOf(emitters, {
    ...plan,
    printer,
    types: new Map(model.resources.map((resource) => [resource, resourceTypes(resource, model, printer)])),
  });
}

function handlerFile(operation: Operation, plan: TypedPlan): RenderedFile {
  const { table, api, extension } = plan;
  const view = handlerView(operation, namesOf(table, operation), scaffold(operation, plan), api, extension);
  return renderFile(`${operation.fileName}.ts`, "handler", view);
}
