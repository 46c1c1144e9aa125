import type { JsonObject } from "./document.js";
import { isObject, memberOf } from "./json.js";
import type { Place } from "./schema-resources.js";
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

  /** `bindings` tell apart what one target means in several dynamic scopes. */
  get(section: string, target: Target, bindings: readonly Place[] = []): string | undefined {
    return this.#byTarget.get(key(section, target, bindings));
  }

  /** Gives a definition a name that exists in the section already. */
  set(section: string, target: Target, name: string): void {
    this.#byTarget.set(key(section, target, []), name);
  }

  /** Gives a definition a name of its own. */
  allocate(section: string, target: Target, bindings: readonly Place[] = []): string {
    const taken = this.#taken.get(section) ?? new Set<string>();
    this.#taken.set(section, taken);
    const wish = [target, ...bindings.slice(0, 1)].map(wishedName).join("_");
    let name = wish;
    for (let number = 2; taken.has(name); number++) name = `${wish}_${number}`;
    taken.add(name);
    this.#byTarget.set(key(section, target, bindings), name);
    return name;
  }
}

function key(section: string, target: Target, bindings: readonly Place[]): string {
  return [section, keyOf(target), ...bindings.map(keyOf)].join(" ");
}

/** From the telling tokens of the pointer, or else from the file's name; component names match `^[a-zA-Z0-9._-]+$`. */
function wishedName({ source, tokens }: Place): string {
  const { path } = source.input;
  const telling = tokens.filter((token) => !structural.has(token));
  const fileName = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/u, "");
  const words = (telling.length > 0 ? telling : [fileName]).map((word) =>
    word.replace(/[^A-Za-z0-9.-]+/gu, "_").replace(/^_+|_+$/gu, ""),
  );
  return words.filter((word) => word !== "").join("_") || "Unnamed";
}
