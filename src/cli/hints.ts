import path from "node:path";
import type { ImportExtension } from "../generate.js";
import type { Model } from "../model/model.js";
import type { OutputPlan } from "../output/prepare.js";

/**
 * What the user still has to do about their handlers: export those that were written beside an index that is theirs,
 * and look at those that serve no operation any more.
 */
export function handlerHints(plan: OutputPlan, model: Model, extension: ImportExtension): readonly string[] {
  // A closed operation needs no handler, but the one that it had serves it again once it is opened.
  const served = new Set(model.operations.map(({ fileName }) => `${fileName}.ts`));
  return [
    ...newHandlers(plan, model, extension),
    ...plan.obsolete
      .filter((file) => !served.has(path.posix.basename(file)))
      .map((file) => `${file} serves no operation any more`),
  ];
}

function newHandlers(plan: OutputPlan, model: Model, extension: ImportExtension): readonly string[] {
  const handlers = plan.files.filter((change) => change.file.area === "handlers");
  const index = handlers.find((change) => change.file.path === "index.ts");
  const created = new Set(handlers.flatMap((change) => (change.kind === "create" ? [change.file.path] : [])));
  const added = model.operations.filter((operation) => created.has(`${operation.fileName}.ts`));
  if (index?.kind !== "kept" || added.length === 0) return [];
  const suffix = extension === "none" ? "" : `.${extension}`;
  const loaders = added.map(
    ({ id, fileName }) => `  ${id}: async () => (await import("./${fileName}${suffix}")).${id},`,
  );
  return [
    `${index.file.shownPath} is yours; add to its \`handlers\`, or import them where it is no \`lazily\`:\n${loaders.join("\n")}`,
  ];
}
