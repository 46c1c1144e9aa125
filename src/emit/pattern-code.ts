import { planPattern } from "../model/patterns/plan.js";
import { code, literal, trusted, type Code } from "./code.js";
import { call, data, type Expression } from "./expression.js";

/**
 * What Ajv takes for the regular expression of a `pattern`: it only hands it on to the code that it generates, where
 * `patternCode` takes its place.
 */
export class PatternReference {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Ajv makes regular expressions by this function, and calls `code` in the code that it generates. */
  static readonly of = Object.assign((text: string) => new PatternReference(text) as unknown as RegExp, {
    code: "new RegExp",
  });

  /** Ajv shares equal expressions by their texts. */
  toString(): string {
    return this.text;
  }
}

/** An expression with a `test` method for a pattern of the document, and the helper of the runtime that it calls. */
export function patternCode(text: string): { readonly code: Code; readonly helper: string | null } {
  const plan = planPattern(text);
  if (plan.kind === "automaton") {
    const lookaheads = plan.lookaheads.length === 0 ? trusted("") : code`, ${literal(plan.lookaheads)}`;
    const tree = literal(plan.tree);
    return {
      code: code`linearPattern(${tree}, ${literal(plan.unicode)}${lookaheads})`,
      helper: "linearPattern",
    };
  }
  const flags = plan.unicode ? code`, "u"` : trusted("");
  return { code: code`new RegExp(${literal(text)}${flags})`, helper: null };
}

/** The same as `patternCode` as a tree, to be laid out among other expressions. */
export function patternExpression(text: string): Expression {
  const plan = planPattern(text);
  if (plan.kind === "automaton") {
    const { tree, unicode, lookaheads } = plan;
    const parts = lookaheads.length === 0 ? [tree, unicode] : [tree, unicode, lookaheads];
    return call(trusted("linearPattern"), ...parts.map(data));
  }
  return call(trusted("new RegExp"), data(text), ...(plan.unicode ? [data("u")] : []));
}
