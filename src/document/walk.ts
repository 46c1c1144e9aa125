import type { JsonObject, JsonValue } from "./document.js";
import { fieldOf } from "./grammar.js";
import type { NodeKind } from "./grammar-words.js";
import { isArray, isObject, type JsonContainer } from "./json.js";
import { joinPointer } from "./pointer.js";

/** One object of OpenAPI's grammar. */
export interface GrammarNode {
  readonly kind: NodeKind;
  readonly value: JsonObject;
  readonly pointer: string;
  /** The `$ref` of the object, where it has one; but for schemas, nothing below such an object is walked. */
  readonly reference: string | null;
}

/**
 * Calls `visit` for every OpenAPI object of a document, parents first, in the order of the text. Boolean schemas are no
 * objects; examples, defaults, extensions and other free values are never entered.
 */
export function walk(root: JsonObject, visit: (node: GrammarNode) => void): void {
  walkFrom("document", root, "", visit);
}

/** The same, from an object of a known kind at a pointer downwards, including it. */
export function walkFrom(
  kind: NodeKind,
  value: JsonValue,
  pointer: string,
  visit: (node: GrammarNode) => void,
): void {
  if (!isObject(value)) return;
  const reference = referenceOf(value);
  visit({ kind, value, pointer, reference });
  if (reference !== null && kind !== "schema" && kind !== "pathItem") return;
  eachChild(kind, value, (child) => {
    const at = joinPointer(pointer, child.member);
    walkFrom(child.kind, child.value, child.key === null ? at : joinPointer(at, child.key), visit);
  });
}

/** The `$ref` of an object, or null. */
export function referenceOf(value: JsonObject): string | null {
  const reference = Object.hasOwn(value, "$ref") ? value["$ref"] : undefined;
  return typeof reference === "string" ? reference : null;
}

export interface Child {
  readonly kind: NodeKind;
  /** The member of the parent, and the key or index in it where that member is a map or a list of objects. */
  readonly member: string;
  readonly key: string | null;
  /** The container that directly holds the child. */
  readonly holder: JsonContainer;
  readonly value: JsonValue;
}

/** Calls `visit` for the direct children that the grammar knows; members of a wrong shape are passed over. */
export function eachChild(kind: NodeKind, parent: JsonObject, visit: (child: Child) => void): void {
  for (const member of Object.keys(parent)) {
    const field = fieldOf(kind, member);
    if (field === undefined || field.holds === "value") continue;
    const value = parent[member] as JsonValue;
    if (field.holds === "one") visit({ kind: field.kind, member, key: null, holder: parent, value });
    else if (field.holds === "list" && isArray(value)) {
      value.forEach((item, index) =>
        visit({ kind: field.kind, member, key: String(index), holder: value, value: item }),
      );
    } else if (field.holds === "map" && isObject(value)) {
      for (const key of Object.keys(value)) {
        visit({ kind: field.kind, member, key, holder: value, value: value[key] as JsonValue });
      }
    }
  }
}
