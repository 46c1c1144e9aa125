import type { RuleId } from "../diagnostics/rules.js";
import type { JsonValue, LocationPart } from "./document.js";
import { measure, type Measured } from "./measure.js";
import type { Span } from "./position.js";

/** Something in a text that keeps it from being a value. */
export interface Mistake {
  readonly rule: RuleId;
  readonly message: string;
  readonly span: Span;
  /** What to do, where more can be told than the rule does. */
  readonly help?: string;
  /** The place that it collides with, for a key that stands twice. */
  readonly earlier?: Span;
}

/** Finds where the member at some tokens stands in a text; what is absent answers with its nearest ancestor. */
export type Find = (tokens: readonly string[], part: LocationPart | undefined) => Span;

export type Parsed =
  | { readonly kind: "value"; readonly value: JsonValue; readonly find: Find }
  | { readonly kind: "mistakes"; readonly mistakes: readonly Mistake[] };

/** Accepts a parsed value if it is one that the rest can safely walk. */
export function accept(value: JsonValue, find: Find, measured: Measured = measure(value)): Parsed {
  const { problem } = measured;
  if (problem === null) return { kind: "value", value, find };
  const { rule, message, tokens } = problem;
  // Far down, near enough will do: every level takes a look at all that is below it.
  return { kind: "mistakes", mistakes: [{ rule, message, span: find(tokens.slice(0, 32), "key") }] };
}
