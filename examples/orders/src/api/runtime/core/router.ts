import { splitTarget } from "./message.js";
import {
  decoded,
  fixedPairs,
  matchPattern,
  parseTemplate,
  pathSegments,
  type FixedPair,
} from "./path-template.js";

/** An operation as the router finds it. */
export interface Routed {
  readonly method: string;
  /** The OpenAPI path template. */
  readonly path: string;
  /** Names of the query parameters that it reads. */
  readonly reads: readonly string[];
}

export interface Match<T> {
  readonly value: T;
  /** Raw, still percent-encoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The target without the pairs that its template fixes and no parameter reads. */
  readonly target: string;
}

export interface Router<T> {
  /** The operation that answers this method and target; GET answers HEAD where no operation does. */
  readonly find: (method: string, target: string) => Match<T> | null;
  /** Every operation whose path fits the target, whatever its method. */
  readonly at: (target: string) => readonly T[];
}

/** What stands behind one segment of a path, and behind those before it. */
interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  /** Most literal text first: `{name}.json` before `{name}`. */
  readonly patterns: Pattern<T>[];
  readonly leaves: Leaf<T>[];
}

interface Pattern<T> {
  readonly literals: readonly string[];
  readonly node: Node<T>;
}

interface Leaf<T> {
  readonly method: string;
  readonly names: readonly string[];
  readonly query: readonly FixedPair[];
  readonly reads: readonly string[];
  readonly value: T;
}

/**
 * Routes by specificity: from left to right, a segment that stands for itself comes before one with placeholders
 * (OpenAPI 3.1 §4.8.8), more literal text before less, and more pairs of the query before fewer. Letter case and
 * trailing slashes count. A slash that is spelled `%2F` never separates segments.
 */
export function createRouter<T>(values: readonly T[], routed: (value: T) => Routed): Router<T> {
  const root = emptyNode<T>();
  for (const value of values) insert(root, value, routed(value));
  const search = (method: string | null, target: string): Generator<Match<T>> => {
    const { path, query } = splitTarget(target);
    const segments = pathSegments(path);
    return walk(root, { segments, method, path, query }, 0, []);
  };
  const first = (method: string, target: string): Match<T> | null =>
    search(method, target).next().value ?? null;
  return {
    find: (method, target) => first(method, target) ?? (method === "HEAD" ? first("GET", target) : null),
    at: (target) => [...search(null, target)].map(({ value }) => value),
  };
}

function emptyNode<T>(): Node<T> {
  return { literals: new Map(), patterns: [], leaves: [] };
}

function insert<T>(root: Node<T>, value: T, { method, path, reads }: Routed): void {
  const { segments, query } = parseTemplate(path);
  let node = root;
  const names: string[] = [];
  for (const segment of segments) {
    if (segment.kind === "literal") node = literalChild(node, segment.text);
    else {
      node = patternChild(node, segment.literals);
      names.push(...segment.names);
    }
  }
  node.leaves.push({ method, names, query, reads, value });
  node.leaves.sort((left, right) => right.query.length - left.query.length);
}

function literalChild<T>(node: Node<T>, text: string): Node<T> {
  const child = node.literals.get(text) ?? emptyNode<T>();
  node.literals.set(text, child);
  return child;
}

function patternChild<T>(node: Node<T>, literals: readonly string[]): Node<T> {
  const same = node.patterns.find((pattern) => pattern.literals.join("{}") === literals.join("{}"));
  if (same !== undefined) return same.node;
  const pattern = { literals, node: emptyNode<T>() };
  node.patterns.push(pattern);
  node.patterns.sort((left, right) => weight(right) - weight(left));
  return pattern.node;
}

function weight({ literals }: { readonly literals: readonly string[] }): number {
  return literals.join("").length;
}

interface Search {
  readonly segments: readonly string[];
  /** Null finds all methods. */
  readonly method: string | null;
  readonly path: string;
  readonly query: string | null;
}

/** Visits a node at most once, so that a request costs no more than there are paths. */
function* walk<T>(
  node: Node<T>,
  search: Search,
  depth: number,
  raw: readonly string[],
): Generator<Match<T>, undefined> {
  if (depth === search.segments.length) {
    yield* arrive(node, search, raw);
    return;
  }
  const segment = search.segments[depth] ?? "";
  const literal = node.literals.get(decoded(segment));
  if (literal !== undefined) yield* walk(literal, search, depth + 1, raw);
  for (const pattern of node.patterns) {
    const values = matchPattern(pattern.literals, segment);
    if (values !== null) yield* walk(pattern.node, search, depth + 1, [...raw, ...values]);
  }
}

function* arrive<T>(node: Node<T>, search: Search, raw: readonly string[]): Generator<Match<T>, undefined> {
  const { method, path, query } = search;
  for (const leaf of node.leaves) {
    if (method !== null && leaf.method !== method) continue;
    const rest = without(query, leaf);
    if (rest === undefined) continue;
    const params = Object.create(null) as Record<string, string>;
    for (const [index, name] of leaf.names.entries()) params[name] = raw[index] ?? "";
    yield { value: leaf.value, params, target: rest === null ? path : `${path}?${rest}` };
  }
}

/** The query without the pairs that the template fixes, or undefined where one of them is not there. */
function without<T>(query: string | null, { query: fixed, reads }: Leaf<T>): string | null | undefined {
  if (fixed.length === 0) return query;
  const parts = (query ?? "").split("&");
  for (const { name, value } of fixed) {
    const index = parts.findIndex((part) =>
      fixedPairs(part).some((pair) => pair.name === name && pair.value === value),
    );
    if (index === -1) return undefined;
    if (!reads.includes(name)) parts.splice(index, 1);
  }
  return parts.length === 0 ? null : parts.join("&");
}
