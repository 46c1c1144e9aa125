import type { JsonValue } from "./document.js";
import { memberOf, type JsonContainer } from "./json.js";
import type { Source } from "./source.js";

/** Where a value was written: a file and the way through it, as a chain so that one step costs one small object. */
export interface Origin {
  readonly source: Source;
  readonly parent: Origin | null;
  readonly token: string;
}

export function rootOrigin(source: Source): Origin {
  return { source, parent: null, token: "" };
}

export function tokensOf(origin: Origin): readonly string[] {
  const tokens: string[] = [];
  for (let at = origin; at.parent !== null; at = at.parent) tokens.push(at.token);
  return tokens.reverse();
}

/**
 * Remembers the origin of every member that stands elsewhere than it was written. All others follow from the way that
 * leads to them, so that a document of one file needs no entry at all.
 */
export class Origins {
  readonly #moved = new WeakMap<JsonContainer, Map<string, Origin>>();

  /** The member `key` of `container` was written at `origin`. */
  set(container: JsonContainer, key: string, origin: Origin): void {
    const moved = this.#moved.get(container) ?? new Map<string, Origin>();
    moved.set(key, origin);
    this.#moved.set(container, moved);
  }

  /** `copy` takes the place of `container`: its members were written where those of `container` were. */
  carry(container: JsonContainer, copy: JsonContainer): void {
    const moved = this.#moved.get(container);
    if (moved !== undefined) this.#moved.set(copy, new Map(moved));
  }

  /** Where the member `key` of a container was written, given where the container was. */
  member(container: JsonContainer, origin: Origin, key: string): Origin {
    return this.#moved.get(container)?.get(key) ?? { source: origin.source, parent: origin, token: key };
  }

  /** Where the value at some tokens below `root` was written, or its nearest ancestor that exists. */
  trace(root: JsonValue, origin: Origin, tokens: readonly string[]): Origin {
    let value: JsonValue | undefined = root;
    let at = origin;
    for (const token of tokens) {
      const next: JsonValue | undefined = memberOf(value, token);
      if (next === undefined) return at;
      at = this.member(value as JsonContainer, at, token);
      value = next;
    }
    return at;
  }
}
