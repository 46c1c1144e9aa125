import type { JsonObject, JsonValue } from "../../document/document.js";
import { componentName, resolve, valueAt } from "../../document/reference.js";
import { joinPointer } from "../../document/pointer.js";
import { objectMember, textMember } from "../members.js";
import { itemSpots, type Spot } from "../references.js";

/**
 * The discriminator of a union with every branch named, since the names that OpenAPI implies (3.1 §4.8.25) are those of
 * components and not of variants. Undefined beside anything but `oneOf` and `anyOf`, where it constrains nothing.
 */
export function variantDiscriminator(
  root: JsonObject,
  schema: Spot<JsonObject>,
  variant: (pointer: string, branch: string) => string,
): JsonValue | undefined {
  const written = objectMember(schema.value, "discriminator");
  const propertyName = textMember(written, "propertyName");
  const branches = ["oneOf", "anyOf"].flatMap((key) => itemSpots(schema, key));
  if (propertyName === undefined || branches.length === 0) return undefined;
  const names = Object.entries(objectMember(written, "mapping") ?? {}).flatMap(([value, target]) =>
    typeof target === "string" ? [[value, targetPointer(root, target)] as const] : [],
  );
  const mapping = branches.flatMap((branch) => {
    const reference = textMember(branch.value, "$ref");
    if (reference === undefined) return [];
    const { pointer } = resolve(root, reference);
    const mapped = names.filter(([, target]) => target === pointer).map(([value]) => value);
    const values = mapped.length > 0 ? mapped : [componentName(reference)];
    return values.map((value) => [value, variant(pointer, joinPointer(branch.pointer, "$ref"))] as const);
  });
  return { propertyName, mapping: Object.fromEntries(mapping) };
}

/** A mapping names a component or refers to it. */
function targetPointer(root: JsonObject, target: string): string {
  const pointer = target.startsWith("#") ? target.slice(1) : joinPointer("/components/schemas", target);
  return valueAt(root, pointer) === undefined ? target : pointer;
}
