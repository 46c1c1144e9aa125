import type { Model } from "../model/model.js";
import { code, lineWidth, propertyKey, trusted, type Code } from "./code.js";
import type { Selectors } from "./selectors.js";

/** Each operation with its checks and what may leave. */
export function routesView(model: Model, selectors: Selectors, extension: Code): object {
  return {
    extension,
    guards: [...selectors.operations.values()].some(({ guards }) => guards !== null),
    routes: model.operations.map((operation) => {
      const chosen = selectors.operations.get(operation);
      if (chosen === undefined) throw new Error(`no selectors for the operation ${operation.id}`);
      const file = trusted(JSON.stringify(operation.fileName).slice(1, -1));
      return {
        key: propertyKey(operation.id),
        checks: loader(code`import("./validators/${file}${extension}")`),
        responses: selector("responses", chosen.responses),
        headers: chosen.headers === null ? null : selector("headers", chosen.headers),
        guards: chosen.guards === null ? null : guarding(chosen.guards),
      };
    }),
  };
}

/** `() => import(…)` in the lines that prettier would give it. */
function loader(load: Code): Code {
  const flat = code`checks: () => ${load},`;
  return 6 + flat.length <= lineWidth ? flat : code`checks: () =>\n        ${load},`;
}

function guarding(name: Code): Code {
  const flat = code`guards: guarding(selectors.${name}),`;
  return 6 + flat.length <= lineWidth ? flat : code`guards: guarding(\n        selectors.${name},\n      ),`;
}

function selector(key: "responses" | "headers", name: Code): Code {
  const flat = code`${trusted(key)}: selectors.${name},`;
  return 6 + flat.length <= lineWidth ? flat : code`${trusted(key)}:\n        selectors.${name},`;
}
