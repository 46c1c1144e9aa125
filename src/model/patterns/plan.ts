import type { Lookahead, PatternNode } from "../../runtime/core/linear-pattern.js";
import { parsePattern } from "./parse.js";

/** How a pattern of the document is matched, so that no text that a client sends can keep the server busy. */
export type PatternPlan =
  /** Backtracking takes linear time on it. */
  | { readonly kind: "native"; readonly unicode: boolean }
  /** Backtracking may take longer; an automaton does not. */
  | {
      readonly kind: "automaton";
      readonly unicode: boolean;
      readonly tree: PatternNode;
      readonly lookaheads: readonly Lookahead[];
    }
  /** Backtracking may take longer, and nothing else can match it. */
  | { readonly kind: "slow"; readonly unicode: boolean };

/** States of an automaton: more would make it slow itself. */
const maxStates = 2000;

/** Decides how a pattern is matched. `text` is a regular expression with the `u` flag or without it. */
export function planPattern(text: string): PatternPlan {
  const known = plans.get(text);
  if (known !== undefined) return known;
  const plan = decide(text);
  plans.set(text, plan);
  return plan;
}

const plans = new Map<string, PatternPlan>();

/** JSON Schema asks for the `u` flag (2020-12 Core §6.4), yet many authors write what only compiles without it. */
function compilesWithUnicode(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

function decide(text: string): PatternPlan {
  const unicode = compilesWithUnicode(text);
  const parsed = parsePattern(text, unicode);
  if (parsed === null) return { kind: "slow", unicode };
  const parts = [...parsed.lookaheads.map(({ of }) => of), parsed.tree];
  if (parts.every(backtracksLinearly)) return { kind: "native", unicode };
  if (parts.some((part) => sizeOf(part) > maxStates)) return { kind: "slow", unicode };
  return { kind: "automaton", unicode, ...parsed };
}

/**
 * In how many ways a part may match at one position of a text of n characters, at most: `factor` × n^`degree`. An upper
 * bound, and a generous one: what looks ambiguous counts as ambiguous.
 */
interface Ways {
  readonly degree: number;
  readonly factor: number;
}

const one: Ways = { degree: 0, factor: 1 };
/** So few repetitions count as alternatives. */
const fewRepetitions = 4;
const maxFactor = 100;

/** Each way to begin a match and each position to begin at costs; together they must stay linear. */
function backtracksLinearly(tree: PatternNode): boolean {
  const { degree, factor } = waysOf(tree);
  return degree + (beginsAtStart(tree) ? 0 : 1) <= 1 && factor <= maxFactor;
}

function waysOf(node: PatternNode): Ways {
  if (typeof node === "string") return one;
  if (isSequence(node)) return node.map(waysOf).reduce(both, one);
  switch (node.kind) {
    case "at":
      return one;
    case "any":
      return node.of.map(waysOf).reduce(either, { degree: 0, factor: 0 });
    case "repeat":
      return repeated(waysOf(node.of), node.min, node.max);
  }
}

function repeated(part: Ways, min: number, max: number | null): Ways {
  const isOneWay = part.degree === 0 && part.factor <= 1;
  if (max === 0) return one;
  if (max === min) return isOneWay ? one : { degree: part.degree * max, factor: part.factor ** max };
  if (max === 1) return either(part, one);
  if (!isOneWay) return { degree: Infinity, factor: 1 };
  return max !== null && max - min < fewRepetitions
    ? { degree: 0, factor: max - min + 1 }
    : { degree: 1, factor: 1 };
}

function both(a: Ways, b: Ways): Ways {
  return { degree: a.degree + b.degree, factor: a.factor * b.factor };
}

function either(a: Ways, b: Ways): Ways {
  return { degree: Math.max(a.degree, b.degree), factor: a.factor + b.factor };
}

function beginsAtStart(node: PatternNode): boolean {
  if (typeof node === "string") return false;
  if (isSequence(node)) return node[0] !== undefined && beginsAtStart(node[0]);
  if (node.kind === "any") return node.of.every(beginsAtStart);
  return node.kind === "at" && node.place === "start";
}

/** States that an automaton of the part has. */
function sizeOf(node: PatternNode): number {
  if (typeof node === "string") return 1;
  if (isSequence(node)) return node.reduce((sum: number, part) => sum + sizeOf(part), 0);
  switch (node.kind) {
    case "at":
      return 1;
    case "any":
      return node.of.reduce((sum: number, part) => sum + sizeOf(part), 1);
    case "repeat":
      return (sizeOf(node.of) + 1) * Math.max(node.min + (node.max === null ? 1 : 0), node.max ?? 0, 1);
  }
}

function isSequence(node: Exclude<PatternNode, string>): node is readonly PatternNode[] {
  return Array.isArray(node);
}
