import { diagnostic } from "../diagnostics/create.js";
import { ComponentNames } from "./component-names.js";
import type { JsonObject, JsonValue, OpenApiVersion } from "./document.js";
import { grammar, sectionOf, type NodeKind } from "./grammar.js";
import { isObject, memberOf } from "./json.js";
import { rootOrigin, tokensOf, type Origin } from "./origins.js";
import { formatPointer } from "./pointer.js";
import { rewriteChildren, withMembers } from "./rewrite.js";
import { keyOf, pureReference, Targets, type Target, type TargetOptions } from "./target.js";
import { referenceOf, walkFrom } from "./walk.js";

export interface BundleOptions extends TargetOptions {
  readonly root: JsonObject;
  readonly version: OpenApiVersion;
}

/**
 * Makes one document of many files: every definition that a `$ref` names outside `components` of the entry moves there,
 * and every `$ref` becomes `#/components/<section>/<name>`. Referred path items replace their reference.
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
}

/** Which component a definition becomes. */
class DefinitionNames {
  readonly #names: ComponentNames;
  readonly #byTarget = new Map<string, string>();

  constructor(root: JsonObject) {
    this.#names = new ComponentNames(root);
  }

  get(section: string, target: Target): string | undefined {
    return this.#byTarget.get(`${section} ${keyOf(target)}`);
  }

  set(section: string, target: Target, name: string): void {
    this.#byTarget.set(`${section} ${keyOf(target)}`, name);
  }

  allocate(section: string, target: Target): string {
    const name = this.#names.allocate(section, target.source.input.path, target.tokens);
    this.set(section, target, name);
    return name;
  }
}

/**
 * `Order: { $ref: ./order.yaml }` among the entry's components gives the definition in the other file this name, so that
 * references to the file and to the component are one. Extensions beside the `$ref` are added to the definition.
 */
function adoptComponents(options: BundleOptions, names: DefinitionNames): JsonObject {
  const { root, origins, entry } = options;
  const components = memberOf(root, "components");
  if (!isObject(components)) return root;
  const at = origins.member(root, rootOrigin(entry), "components");
  const sections: Record<string, JsonObject> = {};
  for (const [section, definitions] of Object.entries(components)) {
    const field = Object.hasOwn(grammar.components.fields, section);
    if (!field || !isObject(definitions)) continue;
    const origin = origins.member(components, at, section);
    const adopted = adoptSection(section, definitions, origin, options, names);
    if (adopted !== definitions) sections[section] = adopted;
  }
  if (Object.keys(sections).length === 0) return root;
  return withMembers(root, { components: withMembers(components, sections, origins) }, origins);
}

function adoptSection(
  section: string,
  definitions: JsonObject,
  origin: Origin,
  options: BundleOptions,
  names: DefinitionNames,
): JsonObject {
  const { origins } = options;
  const targets = new Targets(options);
  const adopted = new Map<string, { readonly value: JsonValue; readonly origin: Origin }>();
  for (const [name, value] of Object.entries(definitions)) {
    if (!isObject(value)) continue;
    const own = origins.member(definitions, origin, name);
    const reference = adoptable(value, options.version);
    if (reference === null || reference.startsWith("#")) continue;
    const at = origins.member(value, own, "$ref");
    const first = targets.find(reference, at);
    const target = first && targets.follow(first, at, (each) => isComponent(each, section, options));
    if (target === null || isComponent(target, section, options) || names.get(section, target) !== undefined)
      continue;
    names.set(section, target, name);
    adopted.set(name, { value: withExtensions(target, value, own, options), origin: target.origin });
  }
  if (adopted.size === 0) return definitions;
  const copy = withMembers(definitions, mapValues(adopted), origins);
  for (const [name, each] of adopted) origins.set(copy, name, each.origin);
  return copy;
}

function mapValues(adopted: ReadonlyMap<string, { readonly value: JsonValue }>): Record<string, JsonValue> {
  return Object.fromEntries([...adopted].map(([name, { value }]) => [name, value]));
}

/** The `$ref` of a component that is a reference, extensions aside; in 3.0 all other members are ignored. */
function adoptable(value: JsonObject, version: OpenApiVersion): string | null {
  if (version === "3.0") return referenceOf(value);
  const bare = Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
  return pureReference(bare);
}

function withExtensions(
  target: Target,
  wrapper: JsonObject,
  own: Origin,
  { origins }: BundleOptions,
): JsonValue {
  const extensions = Object.entries(wrapper).filter(([key]) => key.startsWith("x-"));
  if (extensions.length === 0 || !isObject(target.value)) return target.value;
  const value = withMembers(target.value, Object.fromEntries(extensions), origins);
  for (const [key] of extensions) origins.set(value, key, origins.member(wrapper, own, key));
  return value;
}

function isComponent(target: Target, section: string, { entry }: BundleOptions): boolean {
  const [first, second] = target.tokens;
  return (
    target.source === entry && target.tokens.length === 3 && first === "components" && second === section
  );
}

class Bundler {
  readonly #options: BundleOptions;
  readonly #names: DefinitionNames;
  readonly #targets: Targets;
  readonly #definitions: Definition[] = [];
  readonly #inlining = new Set<string>();

  constructor(options: BundleOptions, names: DefinitionNames) {
    this.#options = options;
    this.#names = names;
    this.#targets = new Targets(options);
  }

  run(): JsonObject {
    const { root, entry } = this.#options;
    return this.#withDefinitions(this.#rewriteBelow("document", root, rootOrigin(entry)));
  }

  #rewrite(kind: NodeKind, value: JsonValue, origin: Origin): JsonValue {
    if (!isObject(value)) return value;
    const reference = referenceOf(value);
    if (reference !== null && kind === "pathItem") return this.#inline(value, reference, origin);
    const section = sectionOf(kind);
    if (reference !== null && section !== null) return this.#refer(kind, section, value, reference, origin);
    if (kind === "discriminator") return this.#rewriteMapping(value, origin);
    return this.#rewriteBelow(kind, value, origin);
  }

  #rewriteBelow(kind: NodeKind, value: JsonObject, origin: Origin): JsonObject {
    if (kind === "schema") this.#refuseUnsupported(value, origin);
    return rewriteChildren(kind, value, origin, this.#options.origins, (child, childValue, at) =>
      this.#rewrite(child, childValue, at),
    );
  }

  #refer(kind: NodeKind, section: string, value: JsonObject, reference: string, origin: Origin): JsonValue {
    const { origins, version } = this.#options;
    const rewritten =
      kind === "schema" && version !== "3.0" ? this.#rewriteBelow(kind, value, origin) : value;
    const internal = this.#internal(kind, section, reference, origins.member(value, origin, "$ref"));
    const ignored =
      kind === "schema" && version === "3.0" ? siblings(value).filter((key) => !key.startsWith("x-")) : [];
    if (internal === reference && ignored.length === 0) return rewritten;
    const changes = Object.fromEntries(ignored.map((key) => [key, undefined]));
    return withMembers(rewritten, { ...changes, $ref: internal }, origins);
  }

  /** The reference by which the bundled document names the target; the reference itself where there is none. */
  #internal(kind: NodeKind, section: string, reference: string, at: Origin): string {
    const isRoot = (target: Target): boolean => isComponent(target, section, this.#options);
    const first = this.#targets.find(reference, at);
    const target = first && this.#targets.follow(first, at, isRoot);
    if (target === null) return reference;
    const name = isRoot(target) ? (target.tokens[2] ?? "") : this.#nameOf(kind, section, target);
    return `#${formatPointer(["components", section, name])}`;
  }

  #nameOf(kind: NodeKind, section: string, target: Target): string {
    const known = this.#names.get(section, target);
    if (known !== undefined) return known;
    const name = this.#names.allocate(section, target);
    this.#definitions.push({ kind, section, name, target });
    return name;
  }

  #inline(value: JsonObject, reference: string, origin: Origin): JsonValue {
    const { origins } = this.#options;
    const at = origins.member(value, origin, "$ref");
    const first = this.#targets.find(reference, at);
    const target = first && this.#targets.follow(first, at, () => false);
    if (target === null) return value;
    const key = keyOf(target);
    if (this.#inlining.has(key))
      return this.#report("reference-circular", at, "This path item contains itself.", value);
    this.#inlining.add(key);
    const inlined = this.#rewrite("pathItem", target.value, target.origin);
    this.#inlining.delete(key);
    return isObject(inlined) ? this.#merge(inlined, target.origin, value, origin) : inlined;
  }

  /** The members of a referred path item and those beside the `$ref`; OpenAPI leaves a member in both undefined. */
  #merge(inlined: JsonObject, inlinedOrigin: Origin, value: JsonObject, origin: Origin): JsonObject {
    const { origins } = this.#options;
    const own = this.#rewriteBelow("pathItem", withMembers(value, { $ref: undefined }, origins), origin);
    const merged: JsonObject = { ...inlined, ...own };
    for (const key of Object.keys(inlined))
      origins.set(merged, key, origins.member(inlined, inlinedOrigin, key));
    for (const key of Object.keys(own)) {
      const at = origins.member(own, origin, key);
      origins.set(merged, key, at);
      if (Object.hasOwn(inlined, key)) {
        this.#report(
          "openapi-structure",
          at,
          `"${key}" stands here and in the path item that is referred to.`,
          null,
        );
      }
    }
    return merged;
  }

  #rewriteMapping(value: JsonObject, origin: Origin): JsonValue {
    const { origins } = this.#options;
    const mapping = memberOf(value, "mapping");
    if (!isObject(mapping)) return value;
    const at = origins.member(value, origin, "mapping");
    const changes: Record<string, string> = {};
    for (const [key, reference] of Object.entries(mapping)) {
      if (typeof reference !== "string" || !isReferenceText(reference)) continue;
      const internal = this.#internal("schema", "schemas", reference, origins.member(mapping, at, key));
      if (internal !== reference) changes[key] = internal;
    }
    if (Object.keys(changes).length === 0) return value;
    return withMembers(value, { mapping: withMembers(mapping, changes, origins) }, origins);
  }

  #refuseUnsupported(value: JsonObject, origin: Origin): void {
    const { origins } = this.#options;
    for (const keyword of ["$dynamicRef", "$recursiveRef"]) {
      if (!Object.hasOwn(value, keyword)) continue;
      this.#report(
        "reference-unsupported",
        origins.member(value, origin, keyword),
        `${keyword} is not supported.`,
        null,
      );
    }
    if (typeof memberOf(value, "$id") !== "string" || !containsReference(value)) return;
    const message =
      "A schema with `$id` changes what the references in it are relative to, which is not supported.";
    this.#report("reference-unsupported", origins.member(value, origin, "$id"), message, null);
  }

  #report<T>(rule: Parameters<typeof diagnostic>[0], at: Origin, message: string, answer: T): T {
    this.#options.report(diagnostic(rule, at.source.locate(tokensOf(at)), message));
    return answer;
  }

  /** Rewriting a definition may bring more of them, which join the end of the list. */
  #withDefinitions(root: JsonObject): JsonObject {
    const { origins } = this.#options;
    const added = new Map<string, Record<string, JsonValue>>();
    for (const { kind, section, name, target } of this.#definitions) {
      const definitions = added.get(section) ?? {};
      definitions[name] = this.#rewrite(kind, target.value, target.origin);
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

function siblings(value: JsonObject): readonly string[] {
  return Object.keys(value).filter((key) => key !== "$ref");
}

/** A mapping names a schema by component name or by reference (OpenAPI 3.1.1 §4.8.25.3). */
function isReferenceText(text: string): boolean {
  return text.includes("#") || text.includes("/") || /\.(?:ya?ml|json)$/iu.test(text);
}

function containsReference(schema: JsonObject): boolean {
  let found = false;
  walkFrom("schema", schema, "", (node) => {
    found ||= node.reference !== null;
  });
  return found;
}
