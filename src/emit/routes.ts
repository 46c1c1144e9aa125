import type { Model } from "../model/model.js";
import { access, code, lineWidth, trusted, type Code } from "./code.js";
import { namesOf } from "./operations.js";
import type { SchemaTable } from "./schemas.js";
import type { Selectors } from "./selectors.js";

/** Each operation with its policy, checks, selection and handler. */
export function routesView(model: Model, table: SchemaTable, selectors: Selectors, extension: Code): object {
  return {
    extension,
    routes: model.operations.map((operation) => {
      const chosen = selectors.operations.get(operation);
      if (chosen === undefined) throw new Error(`no selectors for the operation ${operation.id}`);
      const module = code`./validators/${trusted(JSON.stringify(operation.fileName).slice(1, -1))}${extension}`;
      return {
        policy: access(trusted("policy.operations"), operation.id),
        validators: loader(code`import("${module}")`),
        responses: code`selectors.${chosen.responses}`,
        guards: chosen.guards === null ? null : code`selectors.${chosen.guards}`,
        handler: access(trusted("handlers"), operation.id),
        binding: namesOf(table, operation).binding,
      };
    }),
  };
}

/** `() => import(…).then(…)` in the lines that prettier would give it. */
function loader(load: Code): Code {
  const flat = code`() => ${load}.then((module) => module.validators),`;
  if (`    validators: ${flat}`.length <= lineWidth) return flat;
  const next = code`${load}.then((module) => module.validators),`;
  if (`      ${next}`.length <= lineWidth) return code`() =>\n      ${next}`;
  return code`() =>\n      ${load}.then(\n        (module) => module.validators,\n      ),`;
}
