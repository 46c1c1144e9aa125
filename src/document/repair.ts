import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isObject, memberOf, type JsonContainer } from "./json.js";
import type { Origins } from "./origins.js";
import { parsePointer } from "./pointer.js";
import { withMembers } from "./rewrite.js";

/** What makes a document say in the words of OpenAPI what its author certainly meant. */
export type Repair =
  /** The member gets another value; with `undefined` it goes. */
  | {
      readonly kind: "set";
      readonly holder: string;
      readonly key: string;
      readonly value: JsonValue | undefined;
    }
  /** The object schema requires the property. */
  | { readonly kind: "require"; readonly holder: string; readonly key: string };

interface Branch {
  readonly branches: Map<string, Branch>;
  readonly repairs: Repair[];
}

/** The document with repairs made. Only what lies on the way to one is copied, and all origins stay. */
export function repair(root: JsonObject, repairs: readonly Repair[], origins: Origins): JsonObject {
  if (repairs.length === 0) return root;
  const tree: Branch = { branches: new Map(), repairs: [] };
  for (const each of repairs) branchAt(tree, parsePointer(each.holder) ?? []).repairs.push(each);
  return repairBelow(root, tree, origins) as JsonObject;
}

function branchAt(tree: Branch, tokens: readonly string[]): Branch {
  return tokens.reduce((branch, token) => {
    const next = branch.branches.get(token) ?? { branches: new Map(), repairs: [] };
    branch.branches.set(token, next);
    return next;
  }, tree);
}

function repairBelow(value: JsonValue, { branches, repairs }: Branch, origins: Origins): JsonValue {
  const changes: Record<string, JsonValue | undefined> = {};
  for (const [key, branch] of branches) {
    const member = memberOf(value, key);
    if (member !== undefined) changes[key] = repairBelow(member, branch, origins);
  }
  if (isArray(value)) return withItems(value, changes, origins);
  if (!isObject(value)) return value;
  const required = new Set(textsOf(value["required"]));
  for (const each of repairs) {
    if (each.kind === "set") changes[each.key] = each.value;
    else changes["required"] = [...required.add(each.key)];
  }
  return withMembers(value, changes, origins);
}

function withItems(
  items: readonly JsonValue[],
  changes: Readonly<Record<string, JsonValue | undefined>>,
  origins: Origins,
): JsonContainer {
  const copy = items.map((item, index) => changes[String(index)] ?? item);
  origins.carry(items, copy);
  return copy;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
