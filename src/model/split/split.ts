import { isArray, isContainer, isObject } from "../../document/json.js";
import type { JsonObject, JsonValue } from "../../document/document.js";
import { joinPointer } from "../../document/pointer.js";
import { recalling, remembering, type Remember } from "../../document/remember.js";
import { valueAt } from "../../document/reference.js";
import type { Caps } from "../../runtime/core/policy.js";
import { objectMember } from "../members.js";
import type { SchemaVariant, SplitSchemas, UsedSchema } from "../model.js";
import type { Spot } from "../references.js";
import { flavours, variantPurposeOf, type Flavour } from "./flavour.js";
import type { Stamped } from "./hidden.js";
import { mark, transform, type SplitSource, type Transformed } from "./transform.js";
import { nameVariants, type Need, type VariantNames } from "./variant-names.js";

/** A schema that an operation or a row needs. */
export interface SchemaUse {
  readonly spot: Spot;
  readonly flavour: Flavour;
}

export interface Split {
  readonly schemas: SplitSchemas;
  /** What a use comes to, its `$ref`s naming variants. Only for uses that the split was made with. */
  used(use: SchemaUse): UsedSchema;
}

/**
 * The visibility split: every component schema becomes as many variants as the uses tell apart. A component that nothing
 * uses is kept as it is read, for its type.
 */
export function splitSchemas(
  root: JsonObject,
  caps: Caps,
  stamped: Stamped,
  uses: readonly SchemaUse[],
): Split {
  const source: SplitSource = {
    root,
    caps,
    stamped,
    reference: (pointer, flavour) => `${mark}${flavour}:${pointer}`,
  };
  const transformed = transforming(source);
  const { components = null } = root;
  const different = [...new Set(uses)];
  const needs = (): ReadonlyMap<string, Need> => {
    const marked = [...new Set(different.flatMap((use) => marksOf(transformed(use))))];
    const anew = (): ReadonlyMap<string, Need> => reach(root, marked, source.reference, transformed);
    return isObject(components) ? reachedFrom(root, components, [caps, stamped, ...marked], anew) : anew();
  };
  const asked = different.flatMap(({ spot, flavour }) => [spot.value, spot.pointer, flavour]);
  const needed = isObject(components) ? reached(root, components, [caps, stamped, ...asked], needs) : needs();
  const names = variantNames(needed, [components], () => nameVariants(root, needed));
  const known = new Map<SchemaUse, UsedSchema>();
  const find = (use: SchemaUse): UsedSchema => {
    const schema = named(root, transformed(use), names);
    const { pointer } = use.spot;
    return usedSchemas(root, schema, [pointer], () => ({ ...schema, pointer }));
  };
  return {
    schemas: splitInto(names, [], () => ({ variants: variants(root, names) })),
    used(use) {
      let used = known.get(use);
      if (used === undefined) known.set(use, (used = find(use)));
      return used;
    },
  };
}

const usedSchemas = remembering<UsedSchema>();

/**
 * Most changes of operations leave alone the schemas that they use; most others, what these need of the components, which
 * are all that references of a loaded document name.
 */
const reached = remembering<ReadonlyMap<string, Need>>();
const reachedFrom = remembering<ReadonlyMap<string, Need>>();
const variantNames = recalling<VariantNames>();
const splitInto = recalling<SplitSchemas>();

type Transform = (use: SchemaUse) => Transformed;

/** Operations share their responses and parameters: each schema is transformed once for each flavour. */
function transforming(source: SplitSource): Transform {
  const known = new Map<string, Transformed>();
  return ({ spot, flavour }) => {
    const key = source.reference(spot.pointer, flavour);
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = transformOnce(source, spot, flavour)));
    return result;
  };
}

const transformations = Object.fromEntries(
  flavours.map((flavour) => [flavour, remembering<Transformed>()]),
) as Readonly<Record<Flavour, Remember<Transformed>>>;

function transformOnce(source: SplitSource, spot: Spot, flavour: Flavour): Transformed {
  const { value, pointer } = spot;
  if (!isContainer(value)) return transform(source, spot, flavour);
  const { root, caps, stamped } = source;
  return transformations[flavour](root, value, [pointer, caps, stamped], () =>
    transform(source, spot, flavour),
  );
}

/** Everything that these references need, directly or through others, and every component that nothing refers to. */
function reach(
  root: JsonObject,
  marked: readonly string[],
  reference: SplitSource["reference"],
  transformed: Transform,
): ReadonlyMap<string, Need> {
  const found = new Map<string, Need>();
  const reached = new Set<string>();
  marked.forEach(follow);
  for (const name of Object.keys(objectMember(root["components"], "schemas") ?? {})) {
    const pointer = joinPointer("/components/schemas", name);
    if (!reached.has(pointer)) need(pointer, "read");
  }
  return found;

  function need(pointer: string, flavour: Flavour): void {
    const key = reference(pointer, flavour);
    if (found.has(key)) return;
    const result = transformed({ spot: { value: valueAt(root, pointer) ?? true, pointer }, flavour });
    found.set(key, { key, pointer, flavour, transformed: result });
    reached.add(pointer);
    marksOf(result).forEach(follow);
  }

  function follow(reference: string): void {
    const colon = reference.indexOf(":");
    need(reference.slice(colon + 1), reference.slice(mark.length, colon) as Flavour);
  }
}

function variants(root: JsonObject, names: VariantNames): readonly SchemaVariant[] {
  return names.classes.map(({ name, component, needs, first }) => {
    const purposes = [...new Set(needs.map(({ flavour }) => variantPurposeOf(flavour)))];
    const schema = named(root, first.transformed, names);
    return schemaVariants(root, schema, [name, component, purposes.join(), first.pointer], () => ({
      name,
      component,
      purposes,
      ...schema,
      pointer: first.pointer,
    }));
  });
}

const schemaVariants = remembering<SchemaVariant>();

function named(root: JsonObject, transformed: Transformed, names: VariantNames): Transformed {
  const marked = marksOf(transformed);
  if (marked.length === 0) return transformed;
  return namedSchemas(root, transformed, marked.map(names.nameOf), () => ({
    schema: rename(transformed.schema, names),
    conditional: transformed.conditional,
  }));
}

const namedSchemas = remembering<Transformed>();

function rename(value: JsonValue, names: VariantNames): JsonValue {
  if (typeof value === "string") {
    const name = value.startsWith(mark) ? names.nameOf(value) : undefined;
    return name === undefined ? value : `#/components/schemas/${name}`;
  }
  if (isArray(value)) return value.map((item) => rename(item, names));
  if (!isObject(value)) return value;
  const renamed: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) renamed[key] = rename(value[key] ?? null, names);
  return renamed;
}

/** The references to variants in a transformed schema, each once. */
function marksOf(transformed: Transformed): readonly string[] {
  const known = marks.get(transformed);
  if (known !== undefined) return known;
  const found = new Set<string>();
  eachMark(transformed.schema, (marked) => found.add(marked));
  const all = [...found];
  marks.set(transformed, all);
  return all;
}

const marks = new WeakMap<Transformed, readonly string[]>();

function eachMark(value: JsonValue, visit: (reference: string) => void): void {
  if (typeof value === "string") {
    if (value.startsWith(mark) && flavours.some((flavour) => value.startsWith(`${flavour}:`, mark.length)))
      visit(value);
  } else if (isArray(value)) {
    for (let index = 0; index < value.length; index++) eachMark(value[index] ?? null, visit);
  } else if (isObject(value)) {
    const keys = Object.keys(value);
    for (let index = 0; index < keys.length; index++) eachMark(value[keys[index] ?? ""] ?? null, visit);
  }
}
