import { isArray, isObject } from "../../document/json.js";
import type { JsonObject, JsonValue } from "../../document/document.js";
import { joinPointer } from "../../document/pointer.js";
import { valueAt } from "../../document/reference.js";
import type { Caps } from "../../runtime/core/policy.js";
import { objectMember } from "../members.js";
import type { SchemaVariant, SplitSchemas, UsedSchema } from "../model.js";
import type { Spot } from "../references.js";
import { purposeOf, type Flavour } from "./flavour.js";
import type { Stamped } from "./hidden.js";
import { transform, type SplitSource, type Transformed } from "./transform.js";
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

/** Begins references to variants that have no name yet; no reference of a document begins so. */
const mark = "\u0000";

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
  const transformed = remembering(source);
  const names = nameVariants(root, reach(root, uses, source.reference, transformed));
  return {
    schemas: { variants: variants(names) },
    used: (use) => ({ ...named(transformed(use), names), pointer: use.spot.pointer }),
  };
}

type Transform = (use: SchemaUse) => Transformed;

/** Operations share their responses and parameters: each schema is transformed once for each flavour. */
function remembering(source: SplitSource): Transform {
  const known = new Map<string, Transformed>();
  return ({ spot, flavour }) => {
    const key = source.reference(spot.pointer, flavour);
    const result = known.get(key) ?? transform(source, spot, flavour);
    known.set(key, result);
    return result;
  };
}

/** Everything that the uses need, directly or through references. */
function reach(
  root: JsonObject,
  uses: readonly SchemaUse[],
  reference: SplitSource["reference"],
  transformed: Transform,
): ReadonlyMap<string, Need> {
  const found = new Map<string, Need>();
  const reached = new Set<string>();
  for (const use of uses) follow(transformed(use));
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
    follow(result);
  }

  function follow({ schema }: Transformed): void {
    eachMark(schema, (marked) => {
      const [flavour = "", ...pointer] = marked.slice(mark.length).split(":");
      need(pointer.join(":"), flavour as Flavour);
    });
  }
}

function variants(names: VariantNames): readonly SchemaVariant[] {
  return names.classes.map(({ name, component, needs, first }) => ({
    name,
    component,
    purposes: [...new Set(needs.map(({ flavour }) => purposeOf(flavour)))],
    ...named(first.transformed, names),
    pointer: first.pointer,
  }));
}

function named({ schema, conditional }: Transformed, names: VariantNames): Transformed {
  return { schema: rename(schema, names), conditional };
}

function rename(value: JsonValue, names: VariantNames): JsonValue {
  if (typeof value === "string") {
    const name = value.startsWith(mark) ? names.nameOf(value) : undefined;
    return name === undefined ? value : `#/components/schemas/${name}`;
  }
  if (isArray(value)) return value.map((item) => rename(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item, names)]));
}

function eachMark(value: JsonValue, visit: (reference: string) => void): void {
  if (typeof value === "string") {
    if (/^\0(?:read|revealed|create|createOpen|update|updateOpen):/u.test(value)) visit(value);
  } else if (isArray(value)) {
    for (const item of value) eachMark(item, visit);
  } else if (isObject(value)) {
    for (const item of Object.values(value)) eachMark(item, visit);
  }
}
