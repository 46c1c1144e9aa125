import type { Model } from "../model/model.js";
import { identifier } from "../model/names.js";
import { code, lineWidth, propertyKey, trusted, type Code } from "./code.js";
import { UniqueNames } from "./naming.js";
import type { Selectors } from "./selectors.js";
import { operationFile } from "./validator-places.js";

/** Each operation with its checks and what may leave. */
export function routesView(model: Model, selectors: Selectors, extension: Code): object {
  const modules = validatorModules(model);
  return {
    extension,
    guards: [...selectors.operations.values()].some(({ guards }) => guards !== null),
    modules: [...modules].map(([file, key]) => loader(file, key, extension)),
    routes: model.operations.map((operation) => {
      const chosen = selectors.operations.get(operation);
      const checks = modules.get(operationFile(operation));
      if (chosen === undefined || checks === undefined)
        throw new Error(`nothing for the operation ${operation.id}`);
      return {
        key: propertyKey(operation.id),
        checks: member("checks", code`validators.${checks}`),
        responses: member("responses", code`selectors.${chosen.responses}`),
        headers: chosen.headers === null ? null : member("headers", code`selectors.${chosen.headers}`),
        guards: chosen.guards === null ? null : guarding(chosen.guards),
      };
    }),
  };
}

/** The modules of validators, with what each is called among them. */
function validatorModules({ operations }: Model): ReadonlyMap<string, Code> {
  const names = new UniqueNames();
  const files = new Set(operations.map(operationFile));
  return new Map([...files].map((file) => [file, names.take(identifier(file, "paths"))]));
}

/** `orders: () => import(…),` in the lines that prettier would give it. */
function loader(file: string, key: Code, extension: Code): Code {
  const load = code`import("./validators/${trusted(file)}${extension}"),`;
  const flat = code`${key}: () => ${load}`;
  return 2 + flat.length <= lineWidth ? flat : code`${key}: () =>\n    ${load}`;
}

function guarding(name: Code): Code {
  const flat = code`guards: guarding(selectors.${name}),`;
  return 6 + flat.length <= lineWidth ? flat : code`guards: guarding(\n        selectors.${name},\n      ),`;
}

function member(key: "checks" | "responses" | "headers", value: Code): Code {
  const flat = code`${trusted(key)}: ${value},`;
  return 6 + flat.length <= lineWidth ? flat : code`${trusted(key)}:\n        ${value},`;
}
