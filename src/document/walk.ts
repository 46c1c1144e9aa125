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
  if (isObject(value)) enter(kind, value, { above: null, pointer }, visit);
}

function enter(kind: NodeKind, value: JsonObject, place: Place, visit: (node: GrammarNode) => void): void {
  const node = new PlacedNode(kind, value, place);
  visit(node);
  if (!isEntered(node)) return;
  eachChild(kind, value, (child) => {
    if (isObject(child.value)) enter(child.kind, child.value, below(place, child), visit);
  });
}

type Find = (node: GrammarNode) => readonly unknown[];

/** Everything that is ever looked for: one walk serves all, as walking costs more than looking. */
const finders: Find[] = [];

/**
 * Looks for things in every OpenAPI object of a document, in the order of the text; what is found in one may depend on
 * nothing but the node. What was found in a path item, an operation or a component, and in what holds them, is found
 * again without a search where it is the same object at the same place. Where that is nothing, only the outermost member
 * of the place may have counted, and what is between it and the node.
 */
export function searching<Found>(
  find: (node: GrammarNode) => readonly Found[],
): (root: JsonObject) => readonly Found[] {
  const index = finders.push(find) - 1;
  return (root) => (searchOnce(root)[index] ?? []) as readonly Found[];
}

/** What each of the finders found, by their indexes. */
type Findings = (unknown[] | undefined)[];

interface Outcome {
  /** How many finders there were. */
  readonly finders: number;
  readonly findings: Findings;
}

const outcomes = new WeakMap<JsonObject, Outcome>();

function searchOnce(root: JsonObject): Findings {
  const known = outcomes.get(root);
  if (known?.finders === finders.length) return known.findings;
  const findings: Findings = [];
  search("document", root, { above: null, pointer: "" }, 0, findings);
  outcomes.set(root, { finders: finders.length, findings });
  return findings;
}

function search(kind: NodeKind, value: JsonObject, place: Place, depth: number, findings: Findings): void {
  if (depth === 0 || depth > unitDepth) {
    searchAnew(kind, value, place, depth, findings);
    return;
  }
  const known = searched.get(value);
  if (known !== undefined && wasSearchedAt(known, kind, place)) {
    join(findings, known.findings);
    return;
  }
  const own: Findings = [];
  searchAnew(kind, value, place, depth, own);
  join(findings, own);
  const pointer = own.length === 0 ? null : pointerOf(place);
  searched.set(value, { kind, member: outermost(place), pointer, finders: finders.length, findings: own });
}

function searchAnew(
  kind: NodeKind,
  value: JsonObject,
  place: Place,
  depth: number,
  findings: Findings,
): void {
  const node = new PlacedNode(kind, value, place);
  for (let index = 0; index < finders.length; index++) add(findings, index, finders[index]?.(node) ?? []);
  if (!isEntered(node)) return;
  eachChild(kind, value, (child) => {
    const further = depth + (child.key === null ? 1 : 2);
    if (isObject(child.value)) search(child.kind, child.value, below(place, child), further, findings);
  });
}

function join(findings: Findings, more: Findings): void {
  for (let index = 0; index < more.length; index++) add(findings, index, more[index] ?? []);
}

function add(findings: Findings, index: number, found: readonly unknown[]): void {
  if (found.length === 0) return;
  const own = (findings[index] ??= []);
  for (const each of found) own.push(each);
}

/** What an object was searched as. */
interface Searched extends Outcome {
  readonly kind: NodeKind;
  readonly member: string | null;
  /** Null where nothing was found. */
  readonly pointer: string | null;
}

const searched = new WeakMap<JsonObject, Searched>();

function wasSearchedAt(known: Searched, kind: NodeKind, place: Place): boolean {
  if (known.kind !== kind || known.finders !== finders.length || known.member !== outermost(place))
    return false;
  return known.pointer === null || known.pointer === pointerOf(place);
}

/** The member of the document that a place is in. */
function outermost(place: Place): string | null {
  let member: string | null = null;
  for (let at = place; at.above !== null; at = at.above) member = at.member;
  return member;
}

/** Tokens to an operation, or to a component. */
const unitDepth = 3;

/** Where a node stands: most are passed without anybody asking for the pointer. */
type Place =
  | { readonly above: null; readonly pointer: string }
  | { readonly above: Place; readonly member: string; readonly key: string | null };

function below(above: Place, { member, key }: Child): Place {
  return { above, member, key };
}

function pointerOf(place: Place): string {
  if (place.above === null) return place.pointer;
  const { above, member, key } = place;
  return key === null ? joinPointer(pointerOf(above), member) : joinPointer(pointerOf(above), member, key);
}

/** A class, since its getter is made once and not for every object of a document. */
class PlacedNode implements GrammarNode {
  readonly kind: NodeKind;
  readonly value: JsonObject;
  readonly reference: string | null;
  readonly #place: Place;

  constructor(kind: NodeKind, value: JsonObject, place: Place) {
    this.kind = kind;
    this.value = value;
    this.reference = referenceOf(value);
    this.#place = place;
  }

  get pointer(): string {
    return pointerOf(this.#place);
  }
}

function isEntered({ kind, reference }: GrammarNode): boolean {
  return reference === null || kind === "schema" || kind === "pathItem";
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
  // By index: code that runs once is interpreted, and an iterator makes an object for every step.
  const members = Object.keys(parent);
  for (let at = 0; at < members.length; at++) {
    const member = members[at] ?? "";
    const field = fieldOf(kind, member);
    if (field === undefined || field.holds === "value") continue;
    const value = parent[member] as JsonValue;
    if (field.holds === "one") visit({ kind: field.kind, member, key: null, holder: parent, value });
    else if (field.holds === "list" && isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const item = value[index] as JsonValue;
        visit({ kind: field.kind, member, key: String(index), holder: value, value: item });
      }
    } else if (field.holds === "map" && isObject(value)) {
      const keys = Object.keys(value);
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index] ?? "";
        visit({ kind: field.kind, member, key, holder: value, value: value[key] as JsonValue });
      }
    }
  }
}
