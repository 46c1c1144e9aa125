import { isArray, isObject } from "../../document/json.js";
import type { JsonObject, JsonValue } from "../../document/document.js";
import { componentName, resolve, valueAt } from "../../document/reference.js";
import { joinPointer } from "../../document/pointer.js";
import type { Scalar } from "../../runtime/core/policy.js";
import { objectMember, textMember, textsMember } from "../members.js";
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
  /** Whether a mapping lists these values, and not its name implies them. */
  readonly isMapped: boolean;
  /** Whether it is chosen by every value that chooses no other (`defaultMapping`, OpenAPI 3.2 §4.25). */
  readonly isDefault: boolean;
}

/** What tells a branch apart. */
interface Told {
  /** What it takes for the property. */
  readonly allowed: JsonObject;
  /** Whether the property must be there, since the default branch is chosen without. */
  readonly isRequired: boolean;
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
 * A transformed union of which each branch takes only the values that choose it. Where a branch lists values for the
 * property itself, names that OpenAPI would imply must not contradict them: it only loses those that choose another.
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
  const hasDefault = branches.some(({ isDefault }) => isDefault);
  const told = branches.flatMap((branch): readonly (Branch & Told)[] => {
    const declared = propertiesOf(root, branch.spot).find(({ name }) => name === property);
    if (declared === undefined || !isPassed(declared)) return [];
    const values = allowed(branch, branches, valueFacts(root, declared).values);
    const isRequired = hasDefault && !branch.isDefault;
    return values === null && !isRequired ? [] : [{ ...branch, allowed: values ?? {}, isRequired }];
  });
  const lists = (["oneOf", "anyOf"] as const).flatMap((keyword) => {
    const written = transformed[keyword];
    if (!isArray(written)) return [];
    const list = written.map((each, index) => {
      const branch = told.find((one) => one.keyword === keyword && one.index === index);
      return branch === undefined ? each : held(each, property, branch);
    });
    return [[keyword, list] as const];
  });
  return { ...transformed, ...Object.fromEntries(lists) };
}

/** What a branch takes for the property, where it lists `listed` for it itself; null where that says it already. */
function allowed(
  { isDefault, isMapped, target, values }: Branch,
  branches: readonly Branch[],
  listed: readonly Scalar[],
): JsonObject | null {
  const others = branches.filter((branch) => branch.target !== target).flatMap((branch) => branch.values);
  if (!isDefault) {
    if (listed.length === 0) return { enum: [...values] };
    if (isMapped && values.some((value) => listed.includes(value)))
      return listed.every((value) => values.includes(String(value))) ? null : { enum: [...values] };
  }
  const taken = others.filter((value) => listed.length === 0 || listed.includes(value));
  return taken.length === 0 ? null : { not: { enum: taken } };
}

function held(branch: JsonValue, property: string, { allowed: values, isRequired }: Told): JsonValue {
  if (!isObject(branch)) return branch;
  const own = objectMember(branch, "properties");
  const required = isRequired ? [...new Set([...textsMember(branch, "required"), property])] : null;
  return {
    ...branch,
    ...(required === null ? {} : { required }),
    ...(own !== undefined && Object.hasOwn(own, property)
      ? {}
      : { properties: { ...own, [property]: values } }),
  };
}

/** The branches of a union with a discriminator; null where it has none, or there is no union. */
export function discriminated(
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
    return [
      {
        ...each,
        target: pointer,
        values,
        isMapped: mapped.length > 0,
        isDefault: pointer === fallbackTarget,
      },
    ];
  });
  return spots.length === 0 ? null : { property, branches };
}

/** A mapping names a component or refers to it. */
function targetPointer(root: JsonObject, target: string): string {
  const pointer = target.startsWith("#") ? target.slice(1) : joinPointer("/components/schemas", target);
  return valueAt(root, pointer) === undefined ? target : pointer;
}
