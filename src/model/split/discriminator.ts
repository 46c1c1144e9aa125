import { isArray, isObject } from "../../document/json.js";
import type { JsonObject, JsonValue } from "../../document/document.js";
import { componentName, resolve, valueAt } from "../../document/reference.js";
import { joinPointer } from "../../document/pointer.js";
import { objectMember, textMember } from "../members.js";
import { propertiesOf, type Property } from "../properties.js";
import { itemSpots, type Spot } from "../references.js";
import { valueFacts } from "../value-facts.js";

/** A branch of a union with a discriminator, and the values of the property that choose it. */
interface Branch {
  readonly keyword: "oneOf" | "anyOf";
  readonly index: number;
  readonly spot: Spot;
  /** Of the schema that it refers to. */
  readonly target: string;
  readonly values: readonly string[];
  /** Whether it is chosen by every value that chooses no other (`defaultMapping`, OpenAPI 3.2 §4.25). */
  readonly isDefault: boolean;
}

/**
 * The discriminator of a union with every branch named, since the names that OpenAPI implies (3.1 §4.8.25) are those of
 * components and not of variants. Undefined beside anything but `oneOf` and `anyOf`, where it constrains nothing.
 */
export function variantDiscriminator(
  root: JsonObject,
  schema: Spot<JsonObject>,
  variant: (pointer: string, branch: string) => string,
): JsonValue | undefined {
  const found = discriminated(root, schema);
  if (found === null) return undefined;
  const named = ({ target, spot }: Branch): string => variant(target, joinPointer(spot.pointer, "$ref"));
  const mapping = found.branches.flatMap((branch) =>
    branch.values.map((value) => [value, named(branch)] as const),
  );
  const fallback = found.branches.find(({ isDefault }) => isDefault);
  return {
    propertyName: found.property,
    mapping: Object.fromEntries(mapping),
    ...(fallback === undefined ? {} : { defaultMapping: named(fallback) }),
  };
}

/**
 * A transformed union of which each branch takes only the values that choose it. Where a branch lists values of its own for
 * the property, these tell it apart already, and names that OpenAPI would imply must not contradict them.
 */
export function tellBranchesApart(
  root: JsonObject,
  schema: Spot<JsonObject>,
  transformed: JsonObject,
  isPassed: (property: Property) => boolean,
): JsonObject {
  const found = discriminated(root, schema);
  if (found === null) return transformed;
  const { property, branches } = found;
  const told = branches.filter(({ spot }) => {
    const declared = propertiesOf(root, spot).find(({ name }) => name === property);
    return declared !== undefined && isPassed(declared) && valueFacts(root, declared).values.length === 0;
  });
  const lists = (["oneOf", "anyOf"] as const).flatMap((keyword) => {
    const written = transformed[keyword];
    if (!isArray(written)) return [];
    const list = written.map((each, index) => {
      const branch = told.find((one) => one.keyword === keyword && one.index === index);
      return branch === undefined ? each : held(each, property, allowed(branch, branches));
    });
    return [[keyword, list] as const];
  });
  return { ...transformed, ...Object.fromEntries(lists) };
}

function allowed({ isDefault, target, values }: Branch, branches: readonly Branch[]): JsonObject {
  if (!isDefault) return { enum: [...values] };
  const others = branches.filter((branch) => branch.target !== target).flatMap((branch) => branch.values);
  return others.length === 0 ? {} : { not: { enum: others } };
}

function held(branch: JsonValue, property: string, values: JsonObject): JsonValue {
  if (!isObject(branch)) return branch;
  const own = objectMember(branch, "properties");
  if (own !== undefined && Object.hasOwn(own, property)) return branch;
  return { ...branch, properties: { ...own, [property]: values } };
}

function discriminated(
  root: JsonObject,
  schema: Spot<JsonObject>,
): { readonly property: string; readonly branches: readonly Branch[] } | null {
  const written = objectMember(schema.value, "discriminator");
  const property = textMember(written, "propertyName");
  if (property === undefined) return null;
  const fallback = textMember(written, "defaultMapping");
  const fallbackTarget = fallback === undefined ? null : targetPointer(root, fallback);
  const names = Object.entries(objectMember(written, "mapping") ?? {}).flatMap(([value, target]) =>
    typeof target === "string" ? [[value, targetPointer(root, target)] as const] : [],
  );
  const spots = (["oneOf", "anyOf"] as const).flatMap((keyword) =>
    itemSpots(schema, keyword).map((spot, index) => ({ keyword, index, spot })),
  );
  const branches = spots.flatMap((each): readonly Branch[] => {
    const reference = textMember(each.spot.value, "$ref");
    if (reference === undefined) return [];
    const { pointer } = resolve(root, reference);
    const mapped = names.filter(([, target]) => target === pointer).map(([value]) => value);
    const values = mapped.length > 0 ? mapped : [componentName(reference)];
    return [{ ...each, target: pointer, values, isDefault: pointer === fallbackTarget }];
  });
  return spots.length === 0 ? null : { property, branches };
}

/** A mapping names a component or refers to it. */
function targetPointer(root: JsonObject, target: string): string {
  const pointer = target.startsWith("#") ? target.slice(1) : joinPointer("/components/schemas", target);
  return valueAt(root, pointer) === undefined ? target : pointer;
}
