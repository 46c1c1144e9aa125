import type { Lookahead, PatternNode } from "../../runtime/core/linear-pattern.js";

/** A pattern whose language an automaton can read: no back-reference, and lookahead only right after a leading `^`. */
export interface ParsedPattern {
  readonly tree: PatternNode;
  readonly lookaheads: readonly Lookahead[];
}

/**
 * Reads a valid regular expression (ECMA-262 §22.2.1, without the `u` flag Annex B §B.1.2 as well) as a tree, or answers
 * null where it uses what only backtracking can do.
 */
export function parsePattern(text: string, unicode: boolean): ParsedPattern | null {
  try {
    return new Parser(text, unicode).pattern();
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

class Unreadable extends Error {
  override readonly name = "Unreadable";
}

const start: PatternNode = { kind: "at", place: "start" };

/** The length of an escape, with the backslash; what begins no longer form is one character. */
const escapes =
  /^\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pPu]\{[^}]*\}|[^])/u;
const plainEscapes = /^\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[^])/;
const quantifiers = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/;

class Parser {
  readonly #text: string;
  readonly #unicode: boolean;
  readonly #hasNamedGroups: boolean;
  #at = 0;

  constructor(text: string, unicode: boolean) {
    this.#text = text;
    this.#unicode = unicode;
    this.#hasNamedGroups = text.includes("(?<");
  }

  pattern(): ParsedPattern {
    const lookaheads: Lookahead[] = [];
    if (!this.#skip("^")) return { tree: this.#alternatives(), lookaheads };
    for (;;) {
      const negative = this.#skip("(?!");
      if (!negative && !this.#skip("(?=")) break;
      lookaheads.push({ of: [start, this.#group()], negative });
      if (this.#quantifier() !== null) throw new Unreadable();
    }
    if (lookaheads.length === 0) this.#at = 0;
    const tree = this.#alternatives();
    if (lookaheads.length === 0) return { tree, lookaheads };
    // `^(?=a)b|c` looks ahead in one alternative only.
    if (!Array.isArray(tree)) throw new Unreadable();
    return { tree: [start, tree], lookaheads };
  }

  #alternatives(): PatternNode {
    const alternatives: PatternNode[] = [this.#sequence()];
    while (this.#skip("|")) alternatives.push(this.#sequence());
    const [only] = alternatives;
    return alternatives.length === 1 && only !== undefined ? only : { kind: "any", of: alternatives };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#text.length && !this.#sees("|") && !this.#sees(")")) parts.push(this.#term());
    return parts;
  }

  #term(): PatternNode {
    const part = this.#atom();
    const bounds = this.#quantifier();
    return bounds === null ? part : { kind: "repeat", of: part, ...bounds };
  }

  #atom(): PatternNode {
    if (this.#skip("^")) return start;
    if (this.#skip("$")) return { kind: "at", place: "end" };
    if (this.#skip("(?:") || this.#skipNamedGroup()) return this.#group();
    if (this.#sees("(?")) throw new Unreadable();
    if (this.#skip("(")) return this.#group();
    if (this.#sees("[")) return this.#take(/^\[(?:\\[^]|[^\]\\])*\]/u);
    if (this.#sees("\\")) return this.#escape();
    if (this.#skip(".")) return ".";
    const literal = this.#take(this.#unicode ? /^[^]/u : /^[^]/);
    return /[$()*+./?[\\\]^{|}]/.test(literal) ? `\\${literal}` : literal;
  }

  #group(): PatternNode {
    const inner = this.#alternatives();
    this.#skip(")");
    return inner;
  }

  #escape(): PatternNode {
    if (this.#skip("\\b")) return { kind: "at", place: "boundary" };
    if (this.#skip("\\B")) return { kind: "at", place: "inside" };
    const text = this.#take(this.#unicode ? escapes : plainEscapes);
    const isReference = /^\\[1-9]/.test(text) || (text === "\\k" && this.#hasNamedGroups);
    if (isReference || (text === "\\0" && /^\d/.test(this.#text.slice(this.#at)))) throw new Unreadable();
    // Annex B reads `\c` before anything but a letter as a backslash.
    if (text === "\\c") throw new Unreadable();
    return text;
  }

  #quantifier(): { readonly min: number; readonly max: number | null } | null {
    const found = quantifiers.exec(this.#text.slice(this.#at, this.#at + 40));
    if (found === null) return null;
    this.#at += found[0].length;
    const [, sign, low = "", comma, high = ""] = found;
    if (sign !== undefined) return { min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : null };
    if (comma === undefined) return { min: Number(low), max: Number(low) };
    return { min: Number(low), max: high === "" ? null : Number(high) };
  }

  #skipNamedGroup(): boolean {
    const found = /^\(\?<[^=!>][^>]*>/u.exec(this.#text.slice(this.#at));
    if (found === null) return false;
    this.#at += found[0].length;
    return true;
  }

  #sees(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #skip(text: string): boolean {
    if (!this.#sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  #take(pattern: RegExp): string {
    const [taken] = pattern.exec(this.#text.slice(this.#at)) ?? [];
    if (taken === undefined) throw new Unreadable();
    this.#at += taken.length;
    return taken;
  }
}
