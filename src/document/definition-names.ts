import type { JsonObject } from "./document.js";
import { isObject, memberOf } from "./json.js";
import { keyOf, type Target } from "./target.js";

/** Words of a pointer that say where a definition stands, but not what it is. */
const structural = new Set([
  ..."paths components schemas parameters responses requestBodies headers examples links callbacks pathItems".split(
    " ",
  ),
  ..."securitySchemes mediaTypes definitions $defs properties patternProperties content schema items prefixItems".split(
    " ",
  ),
  ..."additionalProperties allOf anyOf oneOf not".split(" "),
]);

/** Which component a definition becomes: a name that is unique in its section, taken from what it was called. */
export class DefinitionNames {
  readonly #byTarget = new Map<string, string>();
  readonly #taken = new Map<string, Set<string>>();

  constructor(root: JsonObject) {
    const components = memberOf(root, "components");
    for (const [section, definitions] of Object.entries(isObject(components) ? components : {})) {
      if (isObject(definitions)) this.#taken.set(section, new Set(Object.keys(definitions)));
    }
  }

  get(section: string, target: Target): string | undefined {
    return this.#byTarget.get(`${section} ${keyOf(target)}`);
  }

  /** Gives a definition a name that exists in the section already. */
  set(section: string, target: Target, name: string): void {
    this.#byTarget.set(`${section} ${keyOf(target)}`, name);
  }

  /** Gives a definition a name of its own. */
  allocate(section: string, target: Target): string {
    const taken = this.#taken.get(section) ?? new Set<string>();
    this.#taken.set(section, taken);
    const wish = wishedName(target.source.input.path, target.tokens);
    let name = wish;
    for (let number = 2; taken.has(name); number++) name = `${wish}_${number}`;
    taken.add(name);
    this.set(section, target, name);
    return name;
  }
}

/** From the telling tokens of the pointer, or else from the file's name; component names match `^[a-zA-Z0-9._-]+$`. */
function wishedName(path: string, tokens: readonly string[]): string {
  const telling = tokens.filter((token) => !structural.has(token));
  const fileName = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/u, "");
  const words = (telling.length > 0 ? telling : [fileName]).map((word) =>
    word.replace(/[^A-Za-z0-9.-]+/gu, "_").replace(/^_+|_+$/gu, ""),
  );
  return words.filter((word) => word !== "").join("_") || "Unnamed";
}
