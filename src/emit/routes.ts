import type { Model } from "../model/model.js";
import { access, code, lineWidth, name, trusted, type Code } from "./code.js";
import { group, indented, line, print, softLine } from "./layout.js";
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
        policy: member("policy", ["policy", "operations", operation.id]),
        validators: loader(code`import("${module}")`),
        responses: member("responses", ["selectors", chosen.responses]),
        guards: chosen.guards === null ? null : member("guards", ["selectors", chosen.guards]),
        handler: member("handler", ["handlers", operation.id]),
        binding: namesOf(table, operation).binding,
      };
    }),
  };
}

/** A member whose value is reached through these names: `key: a.b.c,`. */
function member(key: string, [root = "", ...path]: readonly string[]): Code {
  const steps = path.map((step) => trusted(access(trusted(""), step)));
  // prettier keeps a single step beside its object, and steps in brackets wherever they stand.
  const chain = steps.map((step) =>
    steps.length === 1 || step.startsWith("[") ? step : group(indented([softLine, step])),
  );
  return print([group([code`${name(key)}:`, indented([line, name(root), ...chain])]), trusted(",")], 4);
}

/** `() => import(…).then(…)` in the lines that prettier would give it. */
function loader(load: Code): Code {
  const flat = code`() => ${load}.then((module) => module.validators),`;
  if (`    validators: ${flat}`.length <= lineWidth) return flat;
  const next = code`${load}.then((module) => module.validators),`;
  if (`      ${next}`.length <= lineWidth) return code`() =>\n      ${next}`;
  return code`() =>\n      ${load}.then(\n        (module) => module.validators,\n      ),`;
}
