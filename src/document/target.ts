import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { diagnostic } from "../diagnostics/create.js";
import { nearest } from "../diagnostics/suggest.js";
import type { JsonValue } from "./document.js";
import type { Files } from "./files.js";
import { isContainer, isObject, memberOf } from "./json.js";
import { rootOrigin, tokensOf, type Origin, type Origins } from "./origins.js";
import { formatPointer, parsePointer } from "./pointer.js";
import { parseUrl } from "./remote/policy.js";
import type { Place, SchemaResources } from "./schema-resources.js";
import type { Source } from "./source.js";
import { referenceOf } from "./walk.js";

/** What a `$ref` names. */
export interface Target {
  /** The file, and the tokens that lead to the value in it. */
  readonly source: Source;
  readonly tokens: readonly string[];
  readonly value: JsonValue;
  /** Where the value was written: in `source`, unless an overlay put it there. */
  readonly origin: Origin;
}

export interface TargetOptions {
  readonly files: Files;
  readonly resources: SchemaResources;
  readonly origins: Origins;
  readonly entry: Source;
  /** What an overlay writes becomes part of the entry document, and so do its references. */
  readonly overlays: ReadonlySet<Source>;
  /** The entry's value with overlays applied. */
  readonly root: JsonValue;
  readonly report: (diagnostic: Diagnostic) => void;
}

const nothing: ReadonlySet<string> = new Set();

/** References after references that a pointer may lead through. */
const MAX_STEPS = 100;

/** Resolves references of any file to their targets; a reference that fails is reported, and answered with null. */
export class Targets {
  readonly #options: TargetOptions;
  readonly #missingRule: "reference-missing" | "openapi-deviation";

  /** `openapi-deviation` is for references of objects that are left out where there is no target. */
  constructor(
    options: TargetOptions,
    missingRule: "reference-missing" | "openapi-deviation" = "reference-missing",
  ) {
    this.#options = options;
    this.#missingRule = missingRule;
  }

  /** `at` is where the text of the reference was written. */
  find(reference: string, at: Origin, visited: ReadonlySet<string> = nothing): Target | null {
    const { resources, files } = this.#options;
    const named = resources.find(reference, at);
    if (named !== null) return this.#descend(named.source, named.tokens, reference, at, visited);
    const url = resources.urlOf(reference, at);
    return this.#findFile(url !== null && files.mayFetch(url) ? url : reference, at, visited);
  }

  /** What stands at a place that `reference` leads to. */
  at({ source, tokens }: Place, reference: string, at: Origin): Target | null {
    return this.#descend(source, tokens, reference, at, nothing);
  }

  #findFile(reference: string, at: Origin, visited: ReadonlySet<string>): Target | null {
    const hash = reference.indexOf("#");
    const filePart = hash === -1 ? reference : reference.slice(0, hash);
    const source = this.#sourceOf(filePart, at);
    if (source === null) return null;
    const tokens = this.#tokensOf(reference, hash === -1 ? "" : reference.slice(hash + 1), source, at);
    return tokens === null ? null : this.#descend(source, tokens, reference, at, visited);
  }

  /** The target itself, or what it refers to in turn, as far as `stop` lets it. */
  follow(first: Target, at: Origin, stop: (target: Target) => boolean): Target | null {
    let target = first;
    let visited: Set<string> | null = null;
    for (let holder = target.value; isObject(holder) && !stop(target); holder = target.value) {
      const reference = pureReference(holder);
      if (reference === null) return target;
      visited ??= new Set();
      if (visited.has(keyOf(target))) return this.#circular(reference, at);
      visited.add(keyOf(target));
      const next = this.find(reference, this.#options.origins.member(holder, target.origin, "$ref"));
      if (next === null) return null;
      target = next;
    }
    return target;
  }

  #sourceOf(filePart: string, at: Origin): Source | null {
    const { entry, files, overlays } = this.#options;
    const base = overlays.has(at.source) ? entry : at.source;
    if (filePart === "") return base;
    return this.#named(filePart, base) ?? files.refer(filePart, base, () => this.#locate(at));
  }

  /** A document that is read already and calls itself so by `$self`, its base URI (OpenAPI 3.2.0 §4.1.2.2). */
  #named(filePart: string, base: Source): Source | null {
    const { entry, files, root } = this.#options;
    const ofEntry = memberOf(root, "$self");
    if (ofEntry === undefined && files.selves.size === 0) return null;
    const self = memberOf(this.#valueOf(base), "$self");
    const uri = parseUrl(filePart, (typeof self === "string" ? parseUrl(self) : null) ?? undefined);
    const names = [filePart, ...(uri === null ? [] : [uri.href])];
    if (names.some((name) => name === ofEntry)) return entry;
    return names.map((name) => files.selves.get(name)).find((source) => source !== undefined) ?? null;
  }

  #tokensOf(reference: string, fragment: string, source: Source, at: Origin): readonly string[] | null {
    const decoded = decode(fragment);
    const tokens = decoded === null ? null : parsePointer(decoded);
    if (tokens !== null) return tokens;
    const anchored = decoded === null ? null : findAnchor(this.#valueOf(source), decoded, []);
    if (anchored === null)
      this.#missing(reference, at, `nothing in ${source.input.path} has this name`, null);
    return anchored;
  }

  #descend(
    source: Source,
    tokens: readonly string[],
    reference: string,
    at: Origin,
    visited: ReadonlySet<string>,
  ): Target | null {
    let value = this.#valueOf(source);
    let origin = rootOrigin(source);
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index] ?? "";
      const next = memberOf(value, token);
      if (next === undefined) {
        return this.#throughReference(value, origin, tokens.slice(index), { reference, at, visited });
      }
      if (isContainer(value)) origin = this.#options.origins.member(value, origin, token);
      value = next;
    }
    return { source, tokens, value, origin };
  }

  /** A pointer may lead through an object that is itself a reference. */
  #throughReference(
    value: JsonValue,
    origin: Origin,
    rest: readonly string[],
    asked: { readonly reference: string; readonly at: Origin; readonly visited: ReadonlySet<string> },
  ): Target | null {
    const onward = isObject(value) ? referenceOf(value) : null;
    const here = `${origin.source.input.path}#${formatPointer(tokensOf(origin))}`;
    if (isObject(value) && onward !== null) {
      if (asked.visited.has(here) || asked.visited.size >= MAX_STEPS)
        return this.#circular(asked.reference, asked.at);
      const visited = new Set([...asked.visited, here]);
      const through = this.find(onward, this.#options.origins.member(value, origin, "$ref"), visited);
      if (through === null) return null;
      return this.#descend(through.source, [...through.tokens, ...rest], asked.reference, asked.at, visited);
    }
    const missing = rest[0] ?? "";
    const name = isObject(value) ? nearest(missing, Object.keys(value)) : null;
    return this.#missing(asked.reference, asked.at, `there is no "${missing}" in ${here}`, name);
  }

  #valueOf(source: Source): JsonValue {
    return source === this.#options.entry ? this.#options.root : source.value;
  }

  #missing(reference: string, at: Origin, why: string, suggested: string | null): null {
    const extra = suggested === null ? {} : { help: `Did you mean "${suggested}"?` };
    const consequence = this.#missingRule === "openapi-deviation" ? " It is left out." : "";
    const message = `The reference "${reference}" points to nothing: ${why}.${consequence}`;
    this.#options.report(diagnostic(this.#missingRule, this.#locate(at), message, extra));
    return null;
  }

  #circular(reference: string, at: Origin): null {
    const message = `The reference "${reference}" leads back to itself without ever naming a definition.`;
    this.#options.report(diagnostic("reference-circular", this.#locate(at), message));
    return null;
  }

  #locate(at: Origin): ReturnType<Source["locate"]> {
    return at.source.locate(tokensOf(at), "value");
  }
}

/** A name for the place of a target: equal for equal places. */
export function keyOf({ source, tokens }: Place): string {
  return `${source.input.absolutePath}#${formatPointer(tokens)}`;
}

/** Whether a target is a component of the entry document, in the section for its kind. */
export function isComponent(target: Target, section: string, { entry }: TargetOptions): boolean {
  const { source, tokens } = target;
  return source === entry && tokens.length === 3 && tokens[0] === "components" && tokens[1] === section;
}

/** The `$ref` of an object that is nothing but a reference: extensions and texts beside it do not change what it means. */
export function pureReference(value: JsonValue): string | null {
  if (!isObject(value)) return null;
  return Object.keys(value).every((key) => key === "$ref" || key === "summary" || key === "description")
    ? referenceOf(value)
    : null;
}

function decode(fragment: string): string | null {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return null;
  }
}

/** The way to the schema that names itself by `$anchor` (JSON Schema 2020-12 Core §8.2.2). */
function findAnchor(value: JsonValue, anchor: string, way: readonly string[]): readonly string[] | null {
  if (!isContainer(value)) return null;
  if (memberOf(value, "$anchor") === anchor) return way;
  for (const [key, member] of Object.entries(value) as [string, JsonValue][]) {
    const found = findAnchor(member, anchor, [...way, key]);
    if (found !== null) return found;
  }
  return null;
}
