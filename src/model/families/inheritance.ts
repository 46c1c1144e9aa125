import type { JsonObject } from "../../document/document.js";
import { isObject, memberOf } from "../../document/json.js";
import { joinPointer, referencePointer } from "../../document/pointer.js";
import { objectMember, textMember, textsMember } from "../members.js";
import { itemSpots, type Spot } from "../references.js";
import { allConjuncts, valueFacts } from "../value-facts.js";

/** A parent with a discriminator, and the schemas that a value of it may be. */
export interface Family {
  /** Component that the parent is. */
  readonly parent: string;
  /** Component of which the union of all is to be. */
  readonly union: string;
  readonly property: string;
  readonly members: readonly FamilyMember[];
  /** Component for values of the property that choose no other (`defaultMapping`, OpenAPI 3.2 §4.25), or null. */
  readonly fallback: string | null;
  /** Whether the parent requires the property itself. */
  readonly isRequired: boolean;
}

export interface FamilyMember {
  readonly component: string;
  /** Values of the property that choose it. */
  readonly values: readonly string[];
}

export function componentPointer(component: string): string {
  return joinPointer("/components/schemas", component);
}

/** The component schema that a reference names, or null for another one. */
export function componentOf(reference: string | undefined): string | null {
  const [, section, kind, name, ...rest] = (referencePointer(reference ?? "") ?? "").split("/");
  if (section !== "components" || kind !== "schemas" || name === undefined || rest.length > 0) return null;
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Finds the parents whose discriminator tells apart what inherits from them by `allOf`, in the order of the document. */
export function findFamilies(root: JsonObject): readonly Family[] {
  const schemas = objectMember(root["components"], "schemas") ?? {};
  const parents = Object.keys(schemas).filter((name) => propertyOf(schemas[name]) !== undefined);
  if (parents.length === 0) return [];
  const lineage = lineageOf(root, schemas, new Set(parents));
  return parents
    .filter((name) => (lineage.children.get(name) ?? []).length > 0)
    .map((name) => familyOf(lineage, name));
}

/** The property by which a schema tells its children apart; a union of its own does that itself. */
function propertyOf(schema: unknown): string | undefined {
  if (!isObject(schema as JsonObject)) return undefined;
  const written = schema as JsonObject;
  if ("oneOf" in written || "anyOf" in written) return undefined;
  return textMember(memberOf(written, "discriminator"), "propertyName");
}

interface Lineage {
  readonly root: JsonObject;
  readonly schemas: JsonObject;
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly unions: ReadonlyMap<string, string>;
}

function lineageOf(root: JsonObject, schemas: JsonObject, parents: ReadonlySet<string>): Lineage {
  const children = new Map<string, string[]>();
  const add = (parent: string, child: string): void => {
    const known = children.get(parent) ?? [];
    if (parent !== child && !known.includes(child)) children.set(parent, [...known, child]);
  };
  for (const [name, schema] of Object.entries(schemas)) {
    for (const base of basesOf({ value: schema, pointer: componentPointer(name) })) add(base, name);
  }
  for (const parent of parents) {
    for (const { component } of mappingOf(schemas, parent)) add(parent, component);
  }
  const taken = new Set(Object.keys(schemas));
  const unions = new Map<string, string>();
  for (const parent of parents) {
    let union = `Any${parent.charAt(0).toUpperCase()}${parent.slice(1)}`;
    while (taken.has(union)) union += "_";
    taken.add(union);
    unions.set(parent, union);
  }
  return { root, schemas, children, unions };
}

/** Components that a component says more of: by `allOf`, or beside a reference. */
export function basesOf(schema: Spot): readonly string[] {
  const beside = objectMember(schema.value, "properties") === undefined ? [] : [schema];
  return [...beside, ...itemSpots(schema, "allOf")].flatMap(
    ({ value }) => componentOf(textMember(value, "$ref")) ?? [],
  );
}

/** What the discriminator of a component maps to components. A mapping names them or refers to them. */
function mappingOf(
  schemas: JsonObject,
  component: string,
): readonly { readonly value: string; readonly component: string }[] {
  const mapping = objectMember(objectMember(schemas[component], "discriminator"), "mapping") ?? {};
  return Object.entries(mapping).flatMap(([value, target]) => {
    const named = typeof target === "string" ? targetOf(schemas, target) : null;
    return named === null ? [] : [{ value, component: named }];
  });
}

function targetOf(schemas: JsonObject, target: string): string | null {
  if (Object.hasOwn(schemas, target)) return target;
  const component = componentOf(target);
  return component !== null && Object.hasOwn(schemas, component) ? component : null;
}

function familyOf(lineage: Lineage, parent: string): Family {
  const { schemas, unions, root } = lineage;
  const property = propertyOf(schemas[parent]) ?? "";
  const inherited = allConjuncts(root, spotOf(schemas, parent));
  const claimed = new Set<string>();
  const claim = (values: readonly string[]): readonly string[] => {
    const free = values.filter((value) => !claimed.has(value));
    free.forEach((value) => claimed.add(value));
    return free;
  };
  const explicit = descend(lineage, parent, property).map(({ name, mapped }) => ({
    name,
    values: mapped.length > 0 ? mapped : valuesOf(lineage, name, property, inherited),
  }));
  const members = explicit.map(({ name, values }) => ({
    component: isSubfamily(lineage, name, property) ? (unions.get(name) ?? name) : name,
    values: claim(values),
  }));
  const own = claim(ownValues(lineage, parent, property, inherited));
  const written = textMember(objectMember(schemas[parent], "discriminator"), "defaultMapping");
  const fallback = written === undefined ? null : targetOf(schemas, written);
  const chosen = [...members, { component: parent, values: own }].filter(
    ({ component, values }) => values.length > 0 || component === fallback,
  );
  return {
    parent,
    union: unions.get(parent) ?? parent,
    property,
    members: chosen,
    fallback: chosen.some(({ component }) => component === fallback) ? fallback : null,
    isRequired: inherited.some(({ value }) => textsMember(value, "required").includes(property)),
  };
}

interface Descendant {
  readonly name: string;
  /** Values that a mapping on the way names it by. */
  readonly mapped: readonly string[];
}

/** All that inherits from a parent; what has a discriminator of another property stands for its own children. */
function descend(lineage: Lineage, parent: string, property: string): readonly Descendant[] {
  const found = new Map<string, readonly string[]>();
  const visit = (name: string, above: readonly { value: string; component: string }[]): void => {
    const isSame = propertyOf(lineage.schemas[name]) === property;
    const mapping = [...above, ...(isSame ? mappingOf(lineage.schemas, name) : [])];
    for (const child of lineage.children.get(name) ?? []) {
      if (found.has(child) || child === parent) continue;
      found.set(
        child,
        mapping.flatMap(({ value, component }) => (component === child ? [value] : [])),
      );
      if (!isSubfamily(lineage, child, property)) visit(child, mapping);
    }
  };
  visit(parent, []);
  return [...found].map(([name, mapped]) => ({ name, mapped }));
}

function isSubfamily({ schemas, children }: Lineage, name: string, property: string): boolean {
  const own = propertyOf(schemas[name]);
  return own !== undefined && own !== property && (children.get(name) ?? []).length > 0;
}

/** Constants that a child gives the property beyond what it inherits, else its name (OpenAPI 3.1 §4.8.25). */
function valuesOf(
  { root, schemas }: Lineage,
  name: string,
  property: string,
  inherited: readonly Spot[],
): readonly string[] {
  const pointers = new Set(inherited.map(({ pointer }) => pointer));
  const own = allConjuncts(root, spotOf(schemas, name)).filter(({ pointer }) => !pointers.has(pointer));
  const lists = own.flatMap((part) => listed(root, part, property) ?? []);
  return lists.length > 0 ? lists : [name];
}

/** The parent is meant by what a mapping says, by what it lists and no child claims, or by its name. */
function ownValues(
  { root, schemas }: Lineage,
  parent: string,
  property: string,
  inherited: readonly Spot[],
): readonly string[] {
  const mapped = mappingOf(schemas, parent).flatMap(({ value, component }) =>
    component === parent ? [value] : [],
  );
  if (mapped.length > 0) return mapped;
  const lists = inherited.flatMap((part) => listed(root, part, property) ?? []);
  return lists.length > 0 ? lists : [parent];
}

/** The texts that a part lists for a property, or null where it lists none. */
function listed(root: JsonObject, part: Spot, property: string): readonly string[] | null {
  const properties = objectMember(part.value, "properties");
  const value = memberOf(properties, property);
  if (value === undefined) return null;
  const facts = valueFacts(root, { value, pointer: joinPointer(part.pointer, "properties", property) });
  const texts = facts.values.filter((each) => typeof each === "string");
  return texts.length > 0 ? texts : null;
}

function spotOf(schemas: JsonObject, name: string): Spot {
  return { value: schemas[name] ?? true, pointer: componentPointer(name) };
}
