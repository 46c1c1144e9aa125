import type { Document, Node, Pair } from "yaml";
import type { Mistake } from "./syntax.js";
import { yaml } from "./libraries.js";

/** Merges that merge maps with merges of their own are repeated; honest documents stay far below. */
const MAX_MERGED = 1_000_000;

/** The parser looks at every anchor for every alias. */
const MAX_ALIASES = 10_000;

type Member = Pair<Node, Node | null>;

/**
 * Aliases that name nothing, and merge keys (`<<`) that name no map or come to more work than any honest document
 * needs: the parser throws at the former and repeats the latter without end. In the order of the text, the first only.
 */
export function findAliasMistake(document: Document.Parsed): Mistake | null {
  // An anchor may be given again; an alias means the one before it (YAML 1.2.2 §3.2.2.2).
  const anchored = new Map<string, Node>();
  const meant = new Map<Node, Node>();
  const merges: Member[] = [];
  const maps: Node[] = [];
  let mistake: Mistake | null = null;
  yaml().visit(document, {
    Node: (_, node) => {
      if ("anchor" in node && typeof node.anchor === "string") anchored.set(node.anchor, node as Node);
      if (yaml().isMap(node)) {
        const merging = (node.items as Member[]).filter(({ key }) => isMergeKey(key));
        merges.push(...merging);
        if (merging.length > 0) maps.push(node);
      }
      if (!yaml().isAlias(node)) return undefined;
      const target = anchored.get(node.source);
      if (target === undefined || contains(target, node)) {
        const what =
          target === undefined ? "names nothing that stands before it" : "stands inside of what it names";
        mistake = mistakeAt(node, `The alias *${node.source} ${what}.`);
        return yaml().visit.BREAK;
      }
      if (meant.size >= MAX_ALIASES) {
        const message = `The file has more than ${String(MAX_ALIASES)} aliases.`;
        mistake = { ...mistakeAt(node, message), rule: "file-too-large" };
        return yaml().visit.BREAK;
      }
      meant.set(node, target);
      return undefined;
    },
  });
  return mistake ?? findMergeMistake(merges, meant) ?? findMergeBomb(maps, meant);
}

/** An unquoted `<<`, as the parser sees it. */
export function isMergeKey(key: Node): boolean {
  return yaml().isScalar(key) && key.type === "PLAIN" && String(key.value) === "<<";
}

function sourcesOf(value: Node | null, meant: ReadonlyMap<Node, Node>): readonly (Node | null)[] {
  const source = value === null ? null : (meant.get(value) ?? value);
  return yaml().isSeq(source)
    ? source.items.map((item) => meant.get(item as Node) ?? (item as Node | null))
    : [source];
}

function findMergeMistake(merges: readonly Member[], meant: ReadonlyMap<Node, Node>): Mistake | null {
  const wrong = merges.find(({ value }) => sourcesOf(value, meant).some((source) => !yaml().isMap(source)));
  return wrong === undefined
    ? null
    : mistakeAt(wrong.key, "A merge key (<<) takes a map, an alias of one, or a list of these.");
}

/** Counts what merging comes to, each map once; inner maps stand after the outer, so the last come first. */
function findMergeBomb(maps: readonly Node[], meant: ReadonlyMap<Node, Node>): Mistake | null {
  const costs = new Map<Node, number>();
  const costOf = (map: Node): number => costs.get(map) ?? (yaml().isMap(map) ? map.items.length : 0);
  for (const map of byTextEnd(maps)) {
    const members = yaml().isMap(map) ? (map.items as Member[]) : [];
    const merged = members
      .filter(({ key }) => isMergeKey(key))
      .flatMap(({ value }) => sourcesOf(value, meant))
      .reduce((sum, source) => sum + (source === null ? 0 : costOf(source)), members.length);
    if (merged > MAX_MERGED) {
      return {
        ...mistakeAt(map, `Merging comes to more than ${String(MAX_MERGED)} members.`),
        rule: "file-too-large",
      };
    }
    costs.set(map, merged);
  }
  return null;
}

/** An alias names what stands before it, so that maps in the order of their ends know the costs that they need. */
function byTextEnd(maps: readonly Node[]): readonly Node[] {
  return [...maps].sort((one, other) => (one.range?.[1] ?? 0) - (other.range?.[1] ?? 0));
}

function contains(outer: Node, inner: Node): boolean {
  const [start = 0, , end = 0] = outer.range ?? [];
  const [at = 0] = inner.range ?? [];
  return start <= at && at < end;
}

function mistakeAt(node: Node, message: string): Mistake {
  const [start, end] = node.range ?? [0, 1];
  return { rule: "syntax-error", message, span: { start, end } };
}
