import type { RuleId } from "../diagnostics/rules.js";
import type { JsonObject, JsonValue } from "./document.js";

/** Containers inside containers: far beyond honest documents, far below what exhausts the stack. */
const MAX_DEPTH = 400;
/** Values after YAML aliases are expanded: an order of magnitude beyond the largest published documents. */
const MAX_VALUES = 8_000_000;

export interface Problem {
  readonly rule: RuleId;
  readonly message: string;
  readonly tokens: readonly string[];
}

export interface Measured {
  /** Members of objects, at all depths. */
  readonly members: number;
  readonly problem: Problem | null;
}

interface Count {
  members: number;
  values: number;
}

/** Counts a value's members, and refuses what is too deep, too large, not JSON, or named `__proto__`. */
export function measure(value: JsonValue): Measured {
  const count: Count = { members: 0, values: 0 };
  const problem = visit(value, 0, count);
  return { members: count.members, problem };
}

function visit(value: JsonValue, depth: number, count: Count): Problem | null {
  count.values += 1;
  if (typeof value === "number" && !Number.isFinite(value))
    return refuse("syntax-error", "This number is not finite.");
  if (typeof value === "string") return isUnicode(value) ? null : refuse("syntax-error", halfCharacter);
  if (typeof value !== "object" || value === null) return null;
  if (depth > MAX_DEPTH) return refuse("file-too-large", `Nested more than ${MAX_DEPTH} levels deep.`);
  if (count.values > MAX_VALUES)
    return refuse("file-too-large", `Expands to more than ${MAX_VALUES} values.`);
  return Array.isArray(value) ? visitItems(value, depth, count) : visitMembers(value, depth, count);
}

function visitItems(items: readonly JsonValue[], depth: number, count: Count): Problem | null {
  for (let index = 0; index < items.length; index++) {
    const problem = visit(items[index] ?? null, depth + 1, count);
    if (problem !== null) return below(String(index), problem);
  }
  return null;
}

function visitMembers(object: object, depth: number, count: Count): Problem | null {
  // By names: a list of pairs for every object of a large document is much of what a run leaves to be collected.
  const keys = Object.keys(object);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? "";
    const member = (object as JsonObject)[key] ?? null;
    count.members += 1;
    if (key === "__proto__")
      return below(key, refuse("reserved-key", "`__proto__` cannot be the name of anything."));
    const problem = isUnicode(key) ? visit(member, depth + 1, count) : refuse("syntax-error", halfCharacter);
    if (problem !== null) return below(key, problem);
  }
  return null;
}

const halfCharacter =
  "This text has half of a character: a surrogate without its other half (RFC 8259 §8.2).";

/** Text without lone surrogates; they have no spelling in UTF-8, nor in a URI. */
function isUnicode(text: string): boolean {
  return text.isWellFormed();
}

function refuse(rule: RuleId, message: string): Problem {
  return { rule, message, tokens: [] };
}

function below(token: string, problem: Problem): Problem {
  return { ...problem, tokens: [token, ...problem.tokens] };
}
