import type { JsonObject } from "./document.js";
import { isObject, memberOf } from "./json.js";
import { formatPointer } from "./pointer.js";
import type { Place } from "./schema-resources.js";
import type { Source } from "./source.js";
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
  readonly #bySource = new Map<Source, Map<string, string>>();
  readonly #taken = new Map<string, Set<string>>();

  constructor(root: JsonObject) {
    const components = memberOf(root, "components");
    for (const [section, definitions] of Object.entries(isObject(components) ? components : {})) {
      if (isObject(definitions)) this.#taken.set(section, new Set(Object.keys(definitions)));
    }
  }

  /** `bindings` tell apart what one target means in several dynamic scopes. */
  get(section: string, target: Target, bindings: readonly Place[] = []): string | undefined {
    return this.#bySource.get(target.source)?.get(key(section, target, bindings));
  }

  /** Gives a definition a name that exists in the section already. */
  set(section: string, target: Target, name: string, bindings: readonly Place[] = []): void {
    const named = this.#bySource.get(target.source) ?? new Map<string, string>();
    this.#bySource.set(target.source, named.set(key(section, target, bindings), name));
  }

  /** Gives a definition a name of its own. */
  allocate(section: string, target: Target, bindings: readonly Place[] = []): string {
    const taken = this.#taken.get(section) ?? new Set<string>();
    this.#taken.set(section, taken);
    const wish = [target, ...bindings.slice(0, 1)].map(wishedName).join("_");
    let name = wish;
    for (let number = 2; taken.has(name); number++) name = `${wish}_${number}`;
    taken.add(name);
    this.set(section, target, name, bindings);
    return name;
  }
}

/** Tells definitions of one file apart. */
function key(section: string, { tokens }: Target, bindings: readonly Place[]): string {
  const place = `${section} ${formatPointer(tokens)}`;
  return bindings.length === 0 ? place : [place, ...bindings.map(keyOf)].join(" ");
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
