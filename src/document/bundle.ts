import { diagnostic } from "../diagnostics/create.js";
import { adoptComponents, type BundleOptions } from "./adopt.js";
import { DefinitionNames } from "./definition-names.js";
import { dialectNamed, ignoresSiblings, inCurrentDialect, type Dialect } from "./dialect.js";
import type { JsonObject, JsonValue } from "./document.js";
import { dynamicKeywords, DynamicScopes, noScope, type DynamicScope } from "./dynamic-scope.js";
import { renameSchemas } from "./discriminator.js";
import { fieldOf, sectionOf } from "./grammar.js";
import { isData, isDispensable, type NodeKind } from "./grammar-words.js";
import { hasAny, isArray, isObject, memberOf } from "./json.js";
import { merge } from "./merge.js";
import { rootOrigin, tokensOf, type Origin } from "./origins.js";
import { isSettled } from "./settled.js";
import { formatReference } from "./pointer.js";
import { rewriteChildren, withMembers } from "./rewrite.js";
import { isComponent, keyOf, Targets, type Target } from "./target.js";
import type { Place } from "./schema-resources.js";
import { referenceOf } from "./walk.js";

/**
 * Makes one document of many files: every definition that a `$ref` names outside `components` of the entry moves there,
 * and every `$ref` becomes `#/components/<section>/<name>`. What cannot stand in `components`, and path items, replace
 * the reference to them.
 */
export function bundle(options: BundleOptions): JsonObject {
  const names = new DefinitionNames(options.root);
  const root = adoptComponents(options, names);
  return new Bundler({ ...options, root }, names).run();
}

interface Definition {
  readonly kind: NodeKind;
  readonly section: string;
  readonly name: string;
  readonly target: Target;
  /** What dynamic references in it are bound to. */
  readonly scope: DynamicScope;
}

/** Objects inside of objects, also through what is put in the place of references; files alone are never that deep. */
const MAX_DEPTH = 600;
/** Path items that are put in the place of references: path items in callbacks of path items could double without end. */
const MAX_INLINED = 10_000;

class Bundler {
  readonly #options: BundleOptions;
  readonly #names: DefinitionNames;
  readonly #targets: Targets;
  /** For what nothing depends on: a reference to nothing is a warning, and what held it is left out. */
  readonly #dispensable: Targets;
  readonly #scopes: DynamicScopes;
  /** What dynamic references are bound to where the rewriting is at. */
  #scope: DynamicScope = noScope;
  readonly #definitions: Definition[] = [];
  readonly #inlining = new Set<string>();
  #inlined = 0;
  #depth = 0;

  constructor(options: BundleOptions, names: DefinitionNames) {
    this.#options = options;
    this.#names = names;
    this.#targets = new Targets(options);
    this.#dispensable = new Targets(options, "openapi-deviation");
    this.#scopes = new DynamicScopes(options);
  }

  run(): JsonObject {
    const { root, entry } = this.#options;
    return this.#withDefinitions(this.#rewriteBelow("document", root, rootOrigin(entry)));
  }

  #rewrite(kind: NodeKind, value: JsonValue, origin: Origin): JsonValue | undefined {
    if (!isObject(value)) return value;
    if (this.#isSettled(kind, value, origin)) return value;
    if (kind !== "schema") return this.#rewriteObject(kind, value, origin);
    const around = this.#scope;
    this.#scope = this.#scopes.enter(around, this.#options.resources.around(origin));
    const rewritten = this.#rewriteObject(kind, value, origin);
    this.#scope = around;
    return rewritten;
  }

  #rewriteObject(kind: NodeKind, value: JsonObject, origin: Origin): JsonValue | undefined {
    const reference = referenceOf(value);
    const section = kind === "pathItem" ? null : sectionOf(kind);
    if (reference !== null && section === null) return this.#inline(kind, value, reference, origin);
    if (reference !== null && section !== null) return this.#refer(kind, section, value, reference, origin);
    if (kind === "discriminator") {
      return renameSchemas(value, origin, this.#options.origins, (reference, at) =>
        this.#internal("schema", "schemas", reference, at),
      );
    }
    return this.#rewriteBelow(kind, value, origin);
  }

  /** Whether a path item or component of the entry document needs no look at what is in it. */
  #isSettled(kind: NodeKind, value: JsonObject, origin: Origin): boolean {
    const { entry, overlays, root, version, resources } = this.#options;
    if (resources.matterTo(origin.source)) return false;
    const isUnit = kind === "pathItem" ? depthOf(origin) === 2 : depthOf(origin) === 3;
    const isOfEntry = origin.source === entry || overlays.has(origin.source);
    return isUnit && isOfEntry && isSettled(kind, value, version, root);
  }

  #rewriteBelow(kind: NodeKind, value: JsonObject, origin: Origin): JsonObject {
    if (this.#depth >= MAX_DEPTH) {
      const message = `With what references put here, this is nested more than ${String(MAX_DEPTH)} objects deep.`;
      return this.#report("file-too-large", origin, message, value);
    }
    this.#depth += 1;
    try {
      return this.#rewriteMembers(kind, value, origin);
    } finally {
      this.#depth -= 1;
    }
  }

  #rewriteMembers(kind: NodeKind, value: JsonObject, origin: Origin): JsonObject {
    const { origins } = this.#options;
    if (kind === "document") this.#noteDialect("jsonSchemaDialect", value, origin);
    if (kind === "schema") this.#noteDialect("$schema", value, origin);
    const complete = this.#withReferredMembers(kind, value, origin);
    const current =
      kind === "schema" ? inCurrentDialect(complete, this.#dialect(origin), origin, origins) : complete;
    const rewritten = rewriteChildren(kind, current, origin, origins, (child, childValue, at) =>
      this.#rewrite(child, childValue, at),
    );
    return kind === "schema" ? this.#withDynamicReferences(rewritten, origin) : rewritten;
  }

  #noteDialect(keyword: "$schema" | "jsonSchemaDialect", value: JsonObject, origin: Origin): void {
    if (!Object.hasOwn(value, keyword)) return;
    const stated = value[keyword];
    if (typeof stated !== "string" || dialectNamed(stated) !== null) return;
    const at = this.#options.origins.member(value, origin, keyword);
    this.#report("unknown-dialect", at, `"${stated}" is no dialect of JSON Schema that is known here.`, null);
  }

  #dialect(origin: Origin): Dialect {
    return this.#options.resources.around(origin).dialect;
  }

  /** Dynamic references as plain ones: for each way that leads here, this schema is rewritten anew. */
  #withDynamicReferences(schema: JsonObject, origin: Origin): JsonObject {
    if (!hasAny(schema, dynamicKeywords)) return schema;
    const { origins } = this.#options;
    let result = schema;
    for (const keyword of dynamicKeywords) {
      const reference = memberOf(schema, keyword);
      if (typeof reference !== "string") continue;
      const at = origins.member(schema, origin, keyword);
      const target = this.#scopes.resolve(keyword, reference, at, this.#scope);
      if (target === null) continue;
      const $ref = this.#named("schema", "schemas", target);
      const parts = memberOf(result, "allOf");
      const changes = Object.hasOwn(result, "$ref")
        ? { allOf: [...(isArray(parts) ? parts : []), { $ref }] }
        : { $ref };
      result = withMembers(result, { ...changes, [keyword]: undefined }, origins);
      if (Object.hasOwn(changes, "$ref")) origins.set(result, "$ref", at);
    }
    return result;
  }

  /**
   * OpenAPI knows references for some objects only, but authors and other tools also write `properties: { $ref: … }` and
   * `description: { $ref: ./intro.md }`. They can mean one thing only, so what they name is put there.
   */
  #withReferredMembers(kind: NodeKind, value: JsonObject, origin: Origin): JsonObject {
    let result = value;
    const keys = Object.keys(value);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] ?? "";
      const member = value[key];
      const field = isObject(member) && Object.hasOwn(member, "$ref") ? fieldOf(kind, key) : undefined;
      if (field === undefined || field.holds === "one" || isData(field) || !isObject(member)) continue;
      const target = this.#soleTarget(member, this.#options.origins.member(value, origin, key));
      if (target === null) continue;
      result = withMembers(result, { [key]: target.value }, this.#options.origins);
      this.#options.origins.set(result, key, target.origin);
    }
    return result;
  }

  #soleTarget(holder: JsonObject, origin: Origin): Target | null {
    const reference = Object.keys(holder).length === 1 ? referenceOf(holder) : null;
    if (reference === null) return null;
    const at = this.#options.origins.member(holder, origin, "$ref");
    const first = this.#targets.find(reference, at);
    return first && this.#targets.follow(first, at, () => false);
  }

  #refer(
    kind: NodeKind,
    section: string,
    value: JsonObject,
    reference: string,
    origin: Origin,
  ): JsonValue | undefined {
    const { origins } = this.#options;
    const isAlone = kind === "schema" && ignoresSiblings(this.#dialect(origin));
    const rewritten = kind === "schema" && !isAlone ? this.#rewriteBelow(kind, value, origin) : value;
    const internal = this.#internal(kind, section, reference, origins.member(value, origin, "$ref"));
    if (internal === null) return isDispensable(kind) ? undefined : rewritten;
    const ignored = isAlone ? siblings(value).filter((key) => !key.startsWith("x-")) : [];
    if (internal === reference && ignored.length === 0) return rewritten;
    const changes = Object.fromEntries(ignored.map((key) => [key, undefined]));
    return withMembers(rewritten, { ...changes, $ref: internal }, origins);
  }

  /** The reference by which the bundled document names the target; null where there is none, which is reported. */
  #internal(kind: NodeKind, section: string, reference: string, at: Origin): string | null {
    const targets = isDispensable(kind) ? this.#dispensable : this.#targets;
    const { resources } = this.#options;
    const first = targets.find(reference, at);
    // Where schemas name themselves, each step of the way may bind dynamic references.
    const stays = (target: Target): boolean =>
      isComponent(target, section, this.#options) || (kind === "schema" && resources.matterTo(target.source));
    const target = first && targets.follow(first, at, stays);
    return target === null ? null : this.#named(kind, section, target);
  }

  #named(kind: NodeKind, section: string, target: Target): string {
    const bindings = kind === "schema" ? this.#scopes.bindings(this.#scope, target) : [];
    const isOwn = bindings.length === 0 && isComponent(target, section, this.#options);
    const name = isOwn ? (target.tokens[2] ?? "") : this.#nameOf(kind, section, target, bindings);
    return formatReference(["components", section, name]);
  }

  #nameOf(kind: NodeKind, section: string, target: Target, bindings: readonly Place[]): string {
    const known = this.#names.get(section, target, bindings);
    if (known !== undefined) return known;
    const name = this.#names.allocate(section, target, bindings);
    const scope = bindings.length === 0 ? noScope : this.#scope;
    this.#definitions.push({ kind, section, name, target, scope });
    return name;
  }

  #inline(kind: NodeKind, value: JsonObject, reference: string, origin: Origin): JsonValue {
    const { origins } = this.#options;
    const at = origins.member(value, origin, "$ref");
    const first = this.#targets.find(reference, at);
    const target = first && this.#targets.follow(first, at, () => false);
    if (target === null) return value;
    const key = keyOf(target);
    if (this.#inlining.has(key))
      return this.#report("reference-circular", at, "This leads back to itself.", value);
    if (++this.#inlined > MAX_INLINED) {
      const message = `References to path items come to more than ${String(MAX_INLINED)} copies.`;
      return this.#report("file-too-large", at, message, value);
    }
    this.#inlining.add(key);
    const inlined = this.#rewrite(kind, target.value, target.origin);
    this.#inlining.delete(key);
    if (inlined === undefined) return value;
    if (!isObject(inlined)) return inlined;
    const own = this.#rewriteBelow(kind, withMembers(value, { $ref: undefined }, origins), origin);
    return merge({ value: inlined, origin: target.origin }, { value: own, origin }, this.#options);
  }

  #report<T>(rule: Parameters<typeof diagnostic>[0], at: Origin, message: string, answer: T): T {
    this.#options.report(diagnostic(rule, at.source.locate(tokensOf(at)), message));
    return answer;
  }

  /** Rewriting a definition may bring more of them, which join the end of the list. */
  #withDefinitions(root: JsonObject): JsonObject {
    const { origins } = this.#options;
    const added = new Map<string, Record<string, JsonValue>>();
    for (const { kind, section, name, target, scope } of this.#definitions) {
      this.#scope = scope;
      const definitions = added.get(section) ?? {};
      definitions[name] = this.#rewrite(kind, target.value, target.origin) ?? {};
      added.set(section, definitions);
    }
    if (added.size === 0) return root;
    const components = memberOf(root, "components");
    const before = isObject(components) ? components : {};
    const sections = [...added].map(([section, definitions]): [string, JsonValue] => {
      const existing = memberOf(before, section);
      return [section, withMembers(isObject(existing) ? existing : {}, definitions, origins)];
    });
    const after = withMembers(before, Object.fromEntries(sections), origins);
    for (const { section, name, target } of this.#definitions) {
      origins.set(after[section] as JsonObject, name, target.origin);
    }
    return withMembers(root, { components: after }, origins);
  }
}

/** Steps from the root of a file. */
function depthOf(origin: Origin): number {
  let depth = 0;
  for (let at = origin; at.parent !== null; at = at.parent) depth += 1;
  return depth;
}

function siblings(value: JsonObject): readonly string[] {
  return Object.keys(value).filter((key) => key !== "$ref");
}
