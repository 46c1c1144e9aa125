import { annotatesOnly, withAnnotations } from "./annotations.js";
import type { DefinitionNames } from "./definition-names.js";
import type { JsonObject, JsonValue, OpenApiVersion } from "./document.js";
import { grammar } from "./grammar.js";
import { isObject, memberOf } from "./json.js";
import { rootOrigin, type Origin } from "./origins.js";
import { withMembers } from "./rewrite.js";
import { isComponent, pureReference, Targets, type Target, type TargetOptions } from "./target.js";
import { referenceOf } from "./walk.js";

export interface BundleOptions extends TargetOptions {
  readonly root: JsonObject;
  readonly version: OpenApiVersion;
}

/**
 * `Order: { $ref: ./order.yaml }` among the entry's components gives the definition in the other file this name, so that
 * references to the file and to the component are one. Extensions beside the `$ref` are added to the definition, and so
 * is `x-security` that stands deeper (`properties: { status: { x-security: … } }`), which constrains no value.
 */
export function adoptComponents(options: BundleOptions, names: DefinitionNames): JsonObject {
  const { root, origins, entry } = options;
  const components = memberOf(root, "components");
  if (!isObject(components)) return root;
  const at = origins.member(root, rootOrigin(entry), "components");
  const sections: Record<string, JsonObject> = {};
  for (const [section, definitions] of Object.entries(components)) {
    if (!Object.hasOwn(grammar.components.fields, section) || !isObject(definitions)) continue;
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
  const bare = Object.fromEntries(
    Object.entries(value).filter(([key, member]) => !annotatesOnly(key, member)),
  );
  return pureReference(bare);
}

function withExtensions(target: Target, wrapper: JsonObject, own: Origin, options: BundleOptions): JsonValue {
  const annotations = Object.entries(wrapper).filter(([key, value]) => annotatesOnly(key, value));
  if (annotations.length === 0 || !isObject(target.value)) return target.value;
  const beside = Object.fromEntries(annotations);
  options.origins.carry(wrapper, beside);
  const written = { value: target.value, origin: target.origin };
  return withAnnotations(written, { value: beside, origin: own }, options);
}
