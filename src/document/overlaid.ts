import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isContainer, memberOf, type JsonContainer } from "./json.js";
import type { Origins } from "./origins.js";

/**
 * A document that is being changed while the values that it was read as stay what they are: every container is copied
 * when something below it changes first, and the copies keep the origins of their members.
 */
export class Overlaid {
  readonly #origins: Origins;
  readonly #own = new WeakSet<JsonContainer>();
  #root: JsonObject;

  constructor(root: JsonObject, origins: Origins) {
    this.#root = root;
    this.#origins = origins;
  }

  /** The document as it stands. */
  get root(): JsonObject {
    return this.#root;
  }

  /** The value at some tokens, to be changed: null where there is none or where it is no container. */
  at(tokens: readonly string[]): JsonContainer | null {
    const root = this.own(this.#root) as JsonObject;
    this.#root = root;
    let container: JsonContainer = root;
    for (const token of tokens) {
      const member = this.member(container, token);
      if (member === null) return null;
      container = member;
    }
    return container;
  }

  /** A member of a container that may be changed, to be changed itself; null where it is no container. */
  member(container: JsonContainer, key: string): JsonContainer | null {
    const member = memberOf(container, key);
    if (!isContainer(member)) return null;
    const own = this.own(member);
    if (own !== member) (container as Record<string, JsonValue>)[key] = own;
    return own;
  }

  /** A copy that is this document's alone, or the container itself where it is that already. */
  own(container: JsonContainer): JsonContainer {
    if (this.#own.has(container)) return container;
    const copy: JsonContainer = isArray(container) ? [...container] : { ...(container as JsonObject) };
    this.#origins.carry(container, copy);
    this.#own.add(copy);
    return copy;
  }
}
