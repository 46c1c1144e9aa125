import type { ParameterType } from "../policy.js";
import type { NamedText } from "./query.js";
import { below, misspelled, spelled, type Spelled } from "./spelling.js";
import { memberType, readItems, readText, type Reading } from "./styles.js";

/** Bracketed names as a tree: texts where a name ends, further names below it. */
interface Branch {
  readonly texts: string[];
  readonly members: Map<string, Branch>;
}

/** The name before the first bracket, where the rest is brackets to the end; else null. */
export function deepRoot(name: string): string | null {
  const bracket = name.indexOf("[");
  return bracket > 0 && name.endsWith("]") ? name.slice(0, bracket) : null;
}

/**
 * Reads `filter[status]=open&filter[owner][city]=Rome` by the field's type. OpenAPI 3.1 §4.8.12.4 defines `deepObject` for
 * one level; deeper brackets and lists (`ids[]=1`, `ids[0]=1`, `ids=1&ids=2`) are read as is common practice. Only names that
 * the type declares are followed, so no name of the input becomes a key by itself.
 */
export function readDeep(type: ParameterType, pairs: readonly NamedText[], reading: Reading): Spelled {
  const root = emptyBranch();
  for (const { name, value } of pairs) {
    const tokens = tokensOf(name, reading.maxDepth);
    if (tokens === null) return misspelled("must be written as name[member]");
    let branch = root;
    for (const token of tokens) {
      const next = branch.members.get(token) ?? emptyBranch();
      branch.members.set(token, next);
      branch = next;
    }
    branch.texts.push(value);
  }
  return readBranch(type, root, reading);
}

function emptyBranch(): Branch {
  return { texts: [], members: new Map() };
}

/** `a[b][]` → `b`, empty. Null where brackets do not match or nest deeper than a body may. */
function tokensOf(name: string, maxDepth: number): readonly string[] | null {
  const bracket = name.indexOf("[");
  if (bracket === -1) return [];
  const tokens = name.slice(bracket + 1, -1).split("][");
  return tokens.length > maxDepth || tokens.some((token) => /[[\]]/.test(token)) ? null : tokens;
}

function readBranch(type: ParameterType, branch: Branch, reading: Reading): Spelled {
  switch (type.kind) {
    case "array":
      return readList(type, branch, reading);
    case "object":
      return readObject(type, branch, reading);
    case "scalar":
    case "json":
      if (branch.members.size > 0) return misspelled("must have no members");
      return branch.texts.length > 1
        ? misspelled("must occur once")
        : readText(type, branch.texts[0] ?? "", reading);
  }
}

function readObject(
  type: Extract<ParameterType, { kind: "object" }>,
  { texts, members }: Branch,
  reading: Reading,
): Spelled {
  if (texts.length > 0) {
    const [only, second] = texts;
    const isText = type.otherwise !== undefined && members.size === 0;
    if (!isText) return misspelled("must be written as name[member]");
    return second === undefined
      ? readText(type.otherwise, only ?? "", reading)
      : misspelled("must occur once");
  }
  const result = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of members) {
    const declared = memberType(type, name);
    if (declared === null) return below(name, misspelled("unknown field"));
    const value = readBranch(declared, member, reading);
    if (value.kind === "invalid") return below(name, value);
    result[name] = value.value;
  }
  return spelled(result);
}

/** Items are repeated, with or without empty brackets, or numbered from 0 without a gap. */
function readList(
  type: Extract<ParameterType, { kind: "array" }>,
  { texts, members }: Branch,
  reading: Reading,
): Spelled {
  const pushed = members.get("");
  const numbered = members.size - (pushed === undefined ? 0 : 1);
  const plain = [...texts, ...(pushed?.texts ?? [])];
  if ((pushed?.members.size ?? 0) > 0 || (numbered > 0 && plain.length > 0)) {
    return misspelled("must number its items from 0");
  }
  if (numbered === 0) return readItems(type, plain, reading);
  const values: unknown[] = [];
  for (let index = 0; index < numbered; index += 1) {
    const item = members.get(String(index));
    if (item === undefined) return misspelled("must number its items from 0");
    const value = readBranch(type.items, item, reading);
    if (value.kind === "invalid") return below(String(index), value);
    values.push(value.value);
  }
  return spelled(values);
}
