import { suggestion } from "../diagnostics/suggest.js";
import type { Operation } from "../model/model.js";
import type { RequestPointer } from "../runtime/core/policy.js";
import type { Finding, Judge } from "./finding.js";

/** C21, C76: an id of which nobody knows whose object it names, also when it is hard to guess. */
export const unboundId: Judge = ({ model: { operations, resources } }) => {
  const names = resources.map(({ name }) => name);
  return operations.filter(isOpen).flatMap(({ unbound, pointer: operation, method, path }) =>
    unbound.map(({ at, resource, pointer }): Finding => {
      const id = describe(at);
      const unknown = resource !== null && !names.includes(resource);
      const message = unknown
        ? `${id} of ${method} ${path} is bound to "${resource}", which is no resource.`
        : `Nothing says which resource ${id} of ${method} ${path} identifies.`;
      return {
        pointer,
        message,
        within: [operation],
        ...(unknown ? { help: suggestion(resource, names) } : {}),
      };
    }),
  );
};

/** A row's own action without the id of a row: the fence has nothing to check before the handler runs. */
export const actionWithoutId: Judge = ({ model: { operations } }) =>
  operations
    .filter(isOpen)
    .filter(({ resource, action, bindings }) => {
      const onRow = action === "read" || action === "update" || action === "delete";
      return resource !== null && onRow && !bindings.some((binding) => binding.resource === resource);
    })
    .map(({ pointer, method, path, action, resource }) => ({
      pointer,
      part: "key",
      message: `${method} ${path} is to ${action} one ${resource ?? ""}, but no id says which.`,
    }));

/** What nobody can reach names nobody's object. */
function isOpen({ closed }: Operation): boolean {
  return closed === null;
}

function describe(at: RequestPointer): string {
  if ("pointer" in at) return `"${at.pointer}" in the ${at.kind === "body" ? "body" : "query string"}`;
  return `the ${at.kind} parameter "${at.name}"`;
}
