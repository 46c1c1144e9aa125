import type { JsonObject, JsonValue } from "../../document/document.js";
import type { NodeKind } from "../../document/grammar-words.js";
import { isArray, isObject } from "../../document/json.js";
import { formatReference } from "../../document/pointer.js";
import { recalling } from "../../document/remember.js";
import { eachChild, type Child } from "../../document/walk.js";
import { objectMember, textMember } from "../members.js";
import { componentOf, type Family } from "./inheritance.js";

export function referenceTo(component: string): string {
  return formatReference(["components", "schemas", component]);
}

/** Schemas that ask whether a value is one of the parent's own. */
const predicates: ReadonlySet<string> = new Set(["not", "if", "contains"]);

/** Path items and components: what each comes to is remembered. */
const unitDepth = 2;
const units = recalling<JsonObject>();

/** The document with every reference to a parent, but for those by which a schema inherits, to the union of its family. */
export function referringToFamilies(root: JsonObject, families: readonly Family[]): JsonObject {
  const byParent = new Map(families.map((family) => [family.parent, family]));
  const signature = JSON.stringify(families);
  const rewriteNode = (
    kind: NodeKind,
    value: JsonObject,
    depth: number,
    isComponent: boolean,
  ): JsonObject => {
    const rewrite = (): JsonObject => {
      const refers = kind === "schema" ? schemaUses(value, byParent, isComponent) : value;
      return withChildren(kind, refers, (child) => {
        if (!isObject(child.value) || keepsParent(kind, refers, child, isComponent)) return child.value;
        const isSchema = kind === "components" && child.member === "schemas";
        return rewriteNode(child.kind, child.value, depth + 1, isSchema);
      });
    };
    return depth === unitDepth ? units(value, [kind, isComponent, signature], rewrite) : rewrite();
  };
  return rewriteNode("document", root, 0, false);
}

/** Whether a child means a parent itself: as what its holder inherits from, or in a question. */
function keepsParent(kind: NodeKind, holder: JsonObject, child: Child, isComponent: boolean): boolean {
  if (kind !== "schema") return false;
  if (predicates.has(child.member)) return true;
  if (child.member !== "allOf" || textMember(child.value, "$ref") === undefined) return false;
  const isSole = isArray(holder["allOf"]) && holder["allOf"].length === 1;
  return isComponent || !isSole || "properties" in holder;
}

/** A schema whose own reference, and the mapping of its union, name families. */
function schemaUses(
  schema: JsonObject,
  families: ReadonlyMap<string, Family>,
  isComponent: boolean,
): JsonObject {
  const family = familyNamed(schema, families);
  const inherits = isComponent && "properties" in schema;
  const referring =
    family === undefined || inherits ? schema : { ...schema, $ref: referenceTo(family.union) };
  const discriminator = objectMember(schema, "discriminator");
  const branches = ["oneOf", "anyOf"].flatMap((keyword) => {
    const list = schema[keyword];
    return isArray(list) ? list.flatMap((branch) => familyNamed(branch, families) ?? []) : [];
  });
  if (discriminator === undefined || branches.length === 0) return referring;
  return { ...referring, discriminator: mappedToFamilies(discriminator, branches) };
}

function familyNamed(schema: JsonValue, families: ReadonlyMap<string, Family>): Family | undefined {
  const component = componentOf(textMember(schema, "$ref"));
  return component === null ? undefined : families.get(component);
}

/** What chooses the parent chooses its family, and so do the values of its members where the property is the same. */
function mappedToFamilies(discriminator: JsonObject, branches: readonly Family[]): JsonObject {
  const written = objectMember(discriminator, "mapping") ?? {};
  const mapping: Record<string, JsonValue> = {};
  for (const { parent, union, property, members } of branches) {
    const entries = Object.entries(written).filter(
      ([, target]) => target === parent || (typeof target === "string" && componentOf(target) === parent),
    );
    const inner = property === discriminator["propertyName"] ? members.flatMap(({ values }) => values) : [];
    const values = [...entries.map(([value]) => value), ...inner];
    for (const value of values.length > 0 ? values : [parent]) mapping[value] = referenceTo(union);
  }
  return { ...discriminator, mapping: { ...mapping, ...unclaimed(written, mapping) } };
}

function unclaimed(written: JsonObject, mapping: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(written).filter(([value]) => !Object.hasOwn(mapping, value)));
}

/** The object with its children changed; itself where none does. */
function withChildren(kind: NodeKind, value: JsonObject, change: (child: Child) => JsonValue): JsonObject {
  const members: Record<string, JsonValue> = {};
  eachChild(kind, value, (child) => {
    const next = change(child);
    if (next === child.value) return;
    if (child.key === null) {
      members[child.member] = next;
      return;
    }
    const holder = members[child.member] ?? copyOf(value[child.member]);
    members[child.member] = holder;
    (holder as Record<string, JsonValue>)[child.key] = next;
  });
  return Object.keys(members).length === 0 ? value : { ...value, ...members };
}

function copyOf(container: JsonValue | undefined): JsonValue {
  return isArray(container) ? [...container] : { ...(container as JsonObject) };
}
