import type { JsonObject, JsonValue } from "../../document/document.js";
import { isObject, memberOf } from "../../document/json.js";
import type { Visibility } from "../../runtime/core/policy.js";
import { propertiesOf } from "../properties.js";
import type { Spot } from "../references.js";
import { conjuncts } from "../value-facts.js";
import { exposureOf } from "../visibility.js";
import { purposeOf, type Flavour } from "./flavour.js";

/** Properties that the fence sets itself, by the pointer of their resource's schema. */
export type Stamped = ReadonlyMap<string, ReadonlySet<string>>;

/** Whether a property belongs into a flavour, and for whom. */
export function visibilityIn(root: JsonObject, property: JsonValue, flavour: Flavour): Visibility {
  const exposure = exposureOf(root, property);
  if (flavour === "sent") return exposure.read === true;
  return flavour === "revealed" && exposure.revealed ? true : exposure[purposeOf(flavour)];
}

const nothing: ReadonlySet<string> = new Set();

/** Names that a schema by itself hides in a flavour. */
function ownHidden(root: JsonObject, stamped: Stamped, schema: Spot, flavour: Flavour): readonly string[] {
  const set = purposeOf(flavour) === "read" ? [] : [...(stamped.get(schema.pointer) ?? [])];
  const properties = memberOf(schema.value, "properties");
  if (!isObject(properties)) return set;
  const hidden = Object.keys(properties).filter(
    (name) => visibilityIn(root, properties[name] ?? true, flavour) === false,
  );
  return [...set, ...hidden];
}

/**
 * Names that a schema hides in a flavour, wherever in the conjunction of the schema, its `$ref` and its `allOf` they are
 * declared: what one part hides, no other part may require or accept.
 */
export function hiddenNames(
  root: JsonObject,
  stamped: Stamped,
  schema: Spot,
  flavour: Flavour,
): ReadonlySet<string> {
  const parts = conjuncts(root, schema);
  // Most schemas hide nothing and have no parts: sets of their own were much of what a run leaves to be collected.
  if (parts.length === 0) {
    const own = ownHidden(root, stamped, schema, flavour);
    return own.length === 0 ? nothing : new Set(own);
  }
  const hidden = new Set<string>();
  gather(schema, new Set());
  return hidden;

  function gather(part: Spot, seen: Set<string>): void {
    if (seen.has(part.pointer)) return;
    seen.add(part.pointer);
    for (const name of ownHidden(root, stamped, part, flavour)) hidden.add(name);
    for (const further of conjuncts(root, part)) gather(further, seen);
  }
}

/** Whether a schema, taken for itself, would let through one of the names that its surroundings hide. */
export function letsThrough(
  root: JsonObject,
  stamped: Stamped,
  schema: Spot,
  flavour: Flavour,
  names: ReadonlySet<string>,
): boolean {
  if (names.size === 0) return false;
  const own = hiddenNames(root, stamped, schema, flavour);
  return propertiesOf(root, schema).some(({ name }) => names.has(name) && !own.has(name));
}
