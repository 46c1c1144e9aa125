/**
 * Regular expressions whose time grows with the length of the text and never faster. A backtracking matcher can be sent
 * text that keeps it busy for minutes (ReDoS, CWE-1333); an automaton reads every character once. The generator uses it for
 * the patterns of the document that backtracking might be slow on.
 */

/** A regular expression as a tree; a list is a sequence. */
export type PatternNode =
  /** One character: an expression such as `[a-z]` or `\d` that matches exactly one. */
  | string
  | readonly PatternNode[]
  | { readonly kind: "any"; readonly of: readonly PatternNode[] }
  /** `max` is null where there is no upper bound. */
  | { readonly kind: "repeat"; readonly of: PatternNode; readonly min: number; readonly max: number | null }
  /** `^`, `$`, `\b` and `\B`. ECMA-262 §22.2.2.4. */
  | { readonly kind: "at"; readonly place: "start" | "end" | "boundary" | "inside" };

/** `^(?=…)(?!…)…`: what stands at the start is looked at first, each part for itself. */
export interface Lookahead {
  readonly of: PatternNode;
  readonly negative: boolean;
}

/**
 * What `new RegExp(…).test` answers, in linear time. `unicode` is the `u` flag: text is read by code points, else by
 * UTF-16 code units.
 */
export function linearPattern(
  tree: PatternNode,
  unicode: boolean,
  lookaheads: readonly Lookahead[] = [],
): { test(text: string): boolean } {
  const automaton = new Automaton(tree, unicode);
  const conditions = lookaheads.map(({ of, negative }) => ({
    automaton: new Automaton(of, unicode),
    negative,
  }));
  return {
    test: (text) =>
      conditions.every((condition) => condition.automaton.test(text) !== condition.negative) &&
      automaton.test(text),
  };
}

/** A state of the automaton: it reads a character, forks, holds at a place only, or has matched. */
type State =
  | { readonly kind: "read"; readonly atom: number; readonly next: number }
  | { readonly kind: "fork"; readonly next: number[] }
  | { readonly kind: "at"; readonly place: string; readonly next: number }
  | { readonly kind: "matched" };

/** What stands on one side of a position. */
type Side = "edge" | "word" | "other";

/** Characters that no part of the pattern tells apart. */
interface CharacterClass {
  readonly id: number;
  readonly atoms: ReadonlySet<number>;
  readonly side: Side;
}

/** Everywhere the automaton may be after the same text; its transitions are worked out when they are first needed. */
interface Moment {
  readonly states: readonly number[];
  readonly before: Side;
  readonly next: Map<number, Moment | null>;
}

/** What is remembered is bounded, so that hostile text cannot fill the memory: beyond this it is forgotten and begun anew. */
const maxMoments = 500;
const maxCharacters = 5000;

class Automaton {
  readonly #unicode: boolean;
  readonly #states: State[] = [{ kind: "matched" }];
  readonly #atoms: RegExp[] = [];
  readonly #atomIndex = new Map<string, number>();
  readonly #entry: number;
  readonly #classes = new Map<string, CharacterClass>();
  readonly #classOf = new Map<number, CharacterClass>();
  readonly #moments = new Map<string, Moment>();

  constructor(tree: PatternNode, unicode: boolean) {
    this.#unicode = unicode;
    this.#entry = this.#build(tree, 0);
  }

  /** Does the pattern match anywhere in the text? */
  test(text: string): boolean {
    let moment = this.#moment([this.#entry], "edge");
    for (let at = 0; at < text.length; at += 1) {
      const code = (this.#unicode ? text.codePointAt(at) : text.charCodeAt(at)) ?? 0;
      if (code > 0xffff) at += 1;
      const read = this.#characterClass(code);
      let next = moment.next.get(read.id);
      if (next === undefined) {
        next = this.#step(moment, read);
        moment.next.set(read.id, next);
      }
      if (next === null) return true;
      moment = next;
    }
    return this.#closure(moment, "edge").has(0);
  }

  /** Adds the states of a part that goes on at `next`; answers the first of them. */
  #build(node: PatternNode, next: number): number {
    if (typeof node === "string") return this.#add({ kind: "read", atom: this.#atom(node), next });
    if (isSequence(node)) return node.reduceRight<number>((after, part) => this.#build(part, after), next);
    switch (node.kind) {
      case "at":
        return this.#add({ kind: "at", place: node.place, next });
      case "any":
        return this.#add({ kind: "fork", next: node.of.map((part) => this.#build(part, next)) });
      case "repeat":
        return this.#repeat(node.of, node.min, node.max, next);
    }
  }

  #repeat(part: PatternNode, min: number, max: number | null, next: number): number {
    let entry = next;
    if (max === null) {
      const fork: State = { kind: "fork", next: [next] };
      entry = this.#add(fork);
      fork.next.push(this.#build(part, entry));
    } else {
      for (let count = min; count < max; count += 1)
        entry = this.#add({ kind: "fork", next: [next, this.#build(part, entry)] });
    }
    for (let count = 0; count < min; count += 1) entry = this.#build(part, entry);
    return entry;
  }

  #add(state: State): number {
    return this.#states.push(state) - 1;
  }

  #atom(source: string): number {
    const known = this.#atomIndex.get(source);
    if (known !== undefined) return known;
    const index = this.#atoms.push(new RegExp(`^(?:${source})$`, this.#unicode ? "u" : "")) - 1;
    this.#atomIndex.set(source, index);
    return index;
  }

  #characterClass(code: number): CharacterClass {
    const known = this.#classOf.get(code);
    if (known !== undefined) return known;
    const character = String.fromCodePoint(code);
    const atoms = [...this.#atoms.keys()].filter((index) => this.#atoms[index]?.test(character));
    const side = /\w/.test(character) ? "word" : "other";
    const key = `${side} ${atoms.join(" ")}`;
    const found = this.#classes.get(key) ?? { id: this.#classes.size, atoms: new Set(atoms), side };
    this.#classes.set(key, found);
    if (this.#classOf.size >= maxCharacters) this.#classOf.clear();
    this.#classOf.set(code, found);
    return found;
  }

  #moment(states: readonly number[], before: Side): Moment {
    const key = `${before} ${states.join(" ")}`;
    const known = this.#moments.get(key);
    if (known !== undefined) return known;
    const moment: Moment = { states, before, next: new Map() };
    if (this.#moments.size >= maxMoments) this.#moments.clear();
    this.#moments.set(key, moment);
    return moment;
  }

  /** Reads one character; null where the pattern has matched already. A match may begin at every position. */
  #step(moment: Moment, read: CharacterClass): Moment | null {
    const reached = this.#closure(moment, read.side);
    if (reached.has(0)) return null;
    const next = new Set([this.#entry]);
    for (const index of reached) {
      const state = this.#states[index];
      if (state?.kind === "read" && read.atoms.has(state.atom)) next.add(state.next);
    }
    return this.#moment(
      [...next].sort((a, b) => a - b),
      read.side,
    );
  }

  /** Every state that can be reached without reading, between what was read and what comes. */
  #closure({ states, before }: Moment, after: Side): ReadonlySet<number> {
    const reached = new Set(states);
    // Whatever is added while the set is walked is walked as well.
    for (const index of reached) {
      const state = this.#states[index];
      if (state?.kind === "fork") state.next.forEach((next) => reached.add(next));
      else if (state?.kind === "at" && holdsAt(state.place, before, after)) reached.add(state.next);
    }
    return reached;
  }
}

function isSequence(node: Exclude<PatternNode, string>): node is readonly PatternNode[] {
  return Array.isArray(node);
}

/** `edge` before the first character and after the last; both count as no word. */
function holdsAt(place: string, before: Side, after: Side): boolean {
  const isBoundary = (before === "word") !== (after === "word");
  if (place === "start") return before === "edge";
  if (place === "end") return after === "edge";
  return place === "boundary" ? isBoundary : !isBoundary;
}
