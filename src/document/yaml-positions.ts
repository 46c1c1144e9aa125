import type { Document, Node, Pair } from "yaml";
import type { LocationPart } from "./document.js";
import type { Span } from "./position.js";
import type { Find } from "./syntax.js";
import { isMergeKey } from "./yaml-aliases.js";
import { yaml } from "./libraries.js";

interface Place {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** Finds members in a parsed YAML document, through aliases and merge keys. */
export function createYamlFind(document: Document.Parsed): Find {
  const indexes = new WeakMap<object, ReadonlyMap<string, Place>>();
  const index = (node: Node): ReadonlyMap<string, Place> => {
    const known = indexes.get(node) ?? indexNode(node, document);
    indexes.set(node, known);
    return known;
  };
  return (tokens, part) => {
    let place: Place = { key: null, value: document.contents };
    for (const token of tokens) {
      const container = resolve(place.value, document);
      const next = container === null ? undefined : index(container).get(token);
      if (next === undefined) break;
      place = next;
    }
    return spanOf(place, part);
  };
}

function spanOf(place: Place, part: LocationPart | undefined): Span {
  const isLeaf = yaml().isScalar(place.value) || yaml().isAlias(place.value);
  const wanted = part ?? (isLeaf ? "value" : "key");
  const node = wanted === "key" ? (place.key ?? place.value) : (place.value ?? place.key);
  const range = node?.range;
  return range === undefined || range === null ? { start: 0, end: 1 } : { start: range[0], end: range[1] };
}

function resolve(node: Node | null, document: Document.Parsed): Node | null {
  return yaml().isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function indexNode(node: Node, document: Document.Parsed): ReadonlyMap<string, Place> {
  if (yaml().isSeq(node)) {
    return new Map(
      node.items.map((item, position) => [String(position), { key: null, value: item as Node | null }]),
    );
  }
  if (!yaml().isMap(node)) return new Map();
  const places = new Map<string, Place>();
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    if (isMergeKey(pair.key)) continue;
    places.set(keyText(pair.key), { key: pair.key, value: pair.value });
  }
  for (const merged of mergedMaps(node.items as Pair<Node, Node | null>[], document)) {
    for (const [key, place] of indexNode(merged, document)) if (!places.has(key)) places.set(key, place);
  }
  return places;
}

function mergedMaps(pairs: readonly Pair<Node, Node | null>[], document: Document.Parsed): readonly Node[] {
  return pairs
    .filter((pair) => isMergeKey(pair.key))
    .flatMap((pair) => {
      const source = resolve(pair.value, document);
      const sources = yaml().isSeq(source)
        ? source.items.map((item) => resolve(item as Node, document))
        : [source];
      return sources.filter((each): each is Node => yaml().isMap(each));
    });
}

function keyText(key: Node): string {
  return yaml().isScalar(key) ? String(key.value) : String(key);
}
