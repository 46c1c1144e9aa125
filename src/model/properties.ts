import { isObject } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import { remembering } from "../document/remember.js";
import { textsMember } from "./members.js";
import { itemSpots, memberSpots, type Spot } from "./references.js";
import { conjuncts } from "./value-facts.js";

export interface Property extends Spot {
  readonly name: string;
  readonly required: boolean;
}

/**
 * The properties that an object schema declares: its own, those of `$ref` and `allOf`, and those of `oneOf` and `anyOf`
 * branches, which are not required. Where several parts declare one name, the first counts.
 */
export function propertiesOf(root: JsonObject, schema: Spot): readonly Property[] {
  if (!isObject(schema.value)) return [];
  return properties(root, schema.value, [schema.pointer], () => findProperties(root, schema));
}

const properties = remembering<readonly Property[]>();

function findProperties(root: JsonObject, schema: Spot): readonly Property[] {
  const found = new Map<string, Property>();
  const required = new Set<string>();
  gather(root, schema, { found, required, seen: new Set(), certain: true });
  return [...found.values()].map((property) => ({ ...property, required: required.has(property.name) }));
}

interface Gathering {
  readonly found: Map<string, Property>;
  readonly required: Set<string>;
  readonly seen: Set<string>;
  /** Whether the part at hand holds for every value, so that what it requires is required. */
  readonly certain: boolean;
}

function gather(root: JsonObject, schema: Spot, gathering: Gathering): void {
  if (gathering.seen.has(schema.pointer) || !isObject(schema.value)) return;
  gathering.seen.add(schema.pointer);
  for (const [name, property] of memberSpots(schema, "properties")) {
    if (!gathering.found.has(name)) gathering.found.set(name, { ...property, name, required: false });
  }
  if (gathering.certain)
    for (const name of textsMember(schema.value, "required")) gathering.required.add(name);
  for (const part of conjuncts(root, schema)) gather(root, part, gathering);
  for (const key of ["oneOf", "anyOf"]) {
    for (const branch of itemSpots(schema, key)) gather(root, branch, { ...gathering, certain: false });
  }
}
