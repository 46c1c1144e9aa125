import type { JsonObject, JsonValue, OpenApiDocument } from "../../document/document.js";
import { objectMember, textMember } from "../members.js";
import { componentPointer, findFamilies, type Family } from "./inheritance.js";
import { referenceTo, referringToFamilies } from "./references.js";

/**
 * A document in which a parent that has a discriminator stands for all that inherits from it (OpenAPI 3.1 §4.8.25, "models
 * with polymorphism support"): whoever refers to it refers to the union of its children and itself, told apart by the
 * discriminator. Only where a schema inherits is the parent meant alone. Unions are further components; nothing that the
 * author wrote moves.
 */
export interface Families {
  readonly root: JsonObject;
  /** Pointer of each union → pointer of the parent that it was made of. */
  readonly parents: ReadonlyMap<string, string>;
}

/** The same object for the same root, which never changes. */
export function familiesIn(root: JsonObject): Families {
  const known = made.get(root);
  if (known !== undefined) return known;
  const families = findFamilies(root);
  const result = {
    root: families.length === 0 ? root : withUnions(root, families),
    parents: new Map(
      families.map(({ union, parent }) => [componentPointer(union), componentPointer(parent)]),
    ),
  };
  made.set(root, result);
  return result;
}

const made = new WeakMap<JsonObject, Families>();

/** A loaded document with its families; what is said of a union is located where its parent was written. */
export function withFamilies(document: OpenApiDocument): OpenApiDocument {
  const { root, parents } = familiesIn(document.root);
  if (parents.size === 0) return document;
  const written = (pointer: string): string => {
    const found = [...parents].find(([union]) => pointer === union || pointer.startsWith(`${union}/`));
    return found === undefined ? pointer : found[1] + pointer.slice(found[0].length);
  };
  return { ...document, root, locate: (pointer, part) => document.locate(written(pointer), part) };
}

function withUnions(root: JsonObject, families: readonly Family[]): JsonObject {
  const referring = referringToFamilies(root, families);
  const components = objectMember(referring, "components");
  const schemas = objectMember(components, "schemas") ?? {};
  const unions = families.map((family): readonly [string, JsonValue] => [
    family.union,
    unionOf(family, schemas[family.parent]),
  ]);
  return {
    ...referring,
    components: { ...components, schemas: { ...schemas, ...Object.fromEntries(unions) } },
  };
}

function unionOf(family: Family, parent: JsonValue | undefined): JsonObject {
  const { property, members, fallback, isRequired } = family;
  const description = textMember(parent, "description");
  const mapping = members.flatMap(({ values, component }) =>
    values.map((value) => [value, referenceTo(component)] as const),
  );
  return {
    ...(description === undefined ? {} : { description }),
    ...(isRequired || fallback !== null ? {} : { required: [property] }),
    anyOf: members.map(({ component }) => ({ $ref: referenceTo(component) })),
    discriminator: {
      propertyName: property,
      mapping: Object.fromEntries(mapping),
      ...(fallback === null ? {} : { defaultMapping: referenceTo(fallback) }),
    },
  };
}
