import type { JsonValue } from "./document.js";
import { isArray, isObject } from "./json.js";
import type { Origin } from "./origins.js";
import { formatPointer } from "./pointer.js";
import type { Place, SchemaResource, SchemaResources } from "./schema-resources.js";
import { keyOf, Targets, type Target, type TargetOptions } from "./target.js";

/**
 * Dynamic anchor → the place it is bound to: in the outermost resource, on the way of references, that has it (JSON Schema
 * 2020-12 Core §8.2.3.2). `$recursiveAnchor` of 2019-09 (§8.2.4.2) is an anchor without a name.
 */
export type DynamicScope = ReadonlyMap<string, Place>;

export const noScope: DynamicScope = new Map();

export const dynamicKeywords = ["$dynamicRef", "$recursiveRef"] as const;
export type DynamicKeyword = (typeof dynamicKeywords)[number];

/** Resolves `$dynamicRef` and `$recursiveRef` for each way that leads to them. */
export class DynamicScopes {
  readonly #resources: SchemaResources;
  readonly #targets: Targets;
  /** For looking ahead: what is missing is reported where the reference to it is rewritten. */
  readonly #silent: Targets;
  readonly #asked = new Map<string, ReadonlySet<string>>();
  readonly #alone = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

  constructor(options: TargetOptions) {
    this.#resources = options.resources;
    this.#targets = new Targets(options);
    this.#silent = new Targets({ ...options, report: () => undefined });
  }

  /** The scope inside of a resource that is reached in a scope. */
  enter(scope: DynamicScope, { source, dynamicAnchors }: SchemaResource): DynamicScope {
    if (dynamicAnchors.size === 0) return scope;
    const added = [...dynamicAnchors].filter(([name]) => !scope.has(name));
    if (added.length === 0) return scope;
    return new Map([...scope, ...added.map(([name, tokens]) => [name, { source, tokens }] as const)]);
  }

  /**
   * The bindings that give a target another meaning in a scope than it has by itself: none for everything that does not
   * lead to a dynamic reference, or only to such as would be bound to the same.
   */
  bindings(scope: DynamicScope, target: Target): readonly Place[] {
    if (scope.size === 0) return [];
    const inside = this.enter(scope, this.#resources.of(target));
    const isSame = [...this.#meaningAlone(target)].every(([name, places]) => {
      const bound = inside.get(name);
      return bound === undefined || (places.size === 1 && places.has(keyOf(bound)));
    });
    return isSame ? [] : [...this.#namesAskedBy(target)].sort().flatMap((name) => inside.get(name) ?? []);
  }

  /** What a dynamic reference names in a scope; null where it names nothing, which is reported. */
  resolve(keyword: DynamicKeyword, reference: string, at: Origin, scope: DynamicScope): Target | null {
    const first = this.#targets.find(reference, at);
    const name = first === null ? null : this.#dynamicName(keyword, reference, first);
    const bound = name === null ? undefined : scope.get(name);
    return bound === undefined ? first : this.#targets.at(bound, reference, at);
  }

  /** The name by which a reference is dynamic, or null where it is like any `$ref`. */
  #dynamicName(keyword: DynamicKeyword, reference: string, first: Target): string | null {
    const name = keyword === "$recursiveRef" ? "" : reference.slice(reference.indexOf("#") + 1);
    const own = this.#resources.of(first).dynamicAnchors.get(name);
    return own !== undefined && formatPointer(own) === formatPointer(first.tokens) ? name : null;
  }

  /** Names of the dynamic references that a target may lead to, whatever they are bound to. */
  #namesAskedBy(target: Target): ReadonlySet<string> {
    const known = this.#asked.get(keyOf(target));
    if (known !== undefined) return known;
    const names = new Set<string>();
    this.#explore(target, ({ name, target: found, at }) => {
      if (name === null || names.has(name)) return [found];
      names.add(name);
      const others = this.#resources.bindings(name).map((place) => this.#silent.at(place, name, at));
      return [found, ...others.filter((each) => each !== null)];
    });
    this.#asked.set(keyOf(target), names);
    return names;
  }

  /** What each dynamic reference that a target leads to is bound to where nothing around the target binds it. */
  #meaningAlone(target: Target): ReadonlyMap<string, ReadonlySet<string>> {
    const known = this.#alone.get(keyOf(target));
    if (known !== undefined) return known;
    const meaning = new Map<string, Set<string>>();
    this.#explore(target, ({ name, target: found, at, scope }) => {
      const bound = name === null ? undefined : scope.get(name);
      if (name !== null) {
        const places = meaning.get(name) ?? new Set<string>();
        meaning.set(name, places.add(keyOf(bound ?? found)));
      }
      return [bound === undefined ? found : (this.#silent.at(bound, name ?? "", at) ?? found)];
    });
    this.#alone.set(keyOf(target), meaning);
    return meaning;
  }

  /** Follows references from a target, through every scope in which they are met; `next` says where each leads. */
  #explore(from: Target, next: (met: MetReference) => readonly Target[]): void {
    const seen = new Set<string>();
    const pending: (readonly [Target, DynamicScope])[] = [[from, noScope]];
    for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
      const [target, around] = each;
      const scope = this.enter(around, this.#resources.of(target));
      const key = [target, ...scope.values()].map(keyOf).join(" ");
      if (seen.has(key)) continue;
      seen.add(key);
      eachReference(target.value, target.origin, (keyword, reference, at) => {
        const found = this.#silent.find(reference, at);
        if (found === null) return;
        const name = keyword === "$ref" ? null : this.#dynamicName(keyword, reference, found);
        pending.push(...next({ name, target: found, at, scope }).map((onward) => [onward, scope] as const));
      });
    }
  }
}

/** A reference on the way, with what it names where nothing binds it; `name` where it is dynamic. */
interface MetReference {
  readonly name: string | null;
  readonly target: Target;
  readonly at: Origin;
  readonly scope: DynamicScope;
}

type Visit = (keyword: "$ref" | DynamicKeyword, reference: string, at: Origin) => void;

function eachReference(value: JsonValue, origin: Origin, visit: Visit): void {
  const inside = (each: JsonValue, token: string): void =>
    eachReference(each, { source: origin.source, parent: origin, token }, visit);
  if (isArray(value)) value.forEach((item, index) => inside(item, String(index)));
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== "string") inside(member, key);
    else if (key === "$ref" || key === "$dynamicRef" || key === "$recursiveRef")
      visit(key, member, { source: origin.source, parent: origin, token: key });
  }
}
