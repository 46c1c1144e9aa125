import { FAILSAFE_SCHEMA, load, Type, type EventType, type State } from "js-yaml";
import type { JsonValue } from "./document.js";

/**
 * Reads YAML that is written the plain way, several times faster than the reader that knows positions. Answers null for
 * everything else, right or wrong: anchors, tags, directives, several documents, keys that are not plainly texts, flow
 * collections over several lines, and quoted texts that are not plainly folded. Only what both readers are known to read
 * alike is read here.
 */
export function readPlainYaml(text: string): { readonly value: JsonValue } | null {
  if (unusual.test(text)) return null;
  try {
    return { value: load(text, { schema, listener: refuseUnusual() }) as JsonValue };
  } catch {
    // Whatever is wrong with it, the other reader says it with its place.
    return null;
  }
}

/** Directives, markers but for one at the start, tabs before a text, explicit and empty keys, odd line ends, block texts that begin blank. */
const unusual =
  /^%|[|>][-+0-9]* *(?:#.*)?\r?\n +\r?\n|(?<=[^])^(?:---|\.\.\.)(?:\s|$)|^---.*\S|^ *\t|(?:^|[\s[{,])\?(?:\s|$)|(?:^|[[{,])\s*:(?:\s|$)|[\u0085\u2028\u2029\ufeff]|\r(?!\n)/mu;

/** The core schema of YAML 1.2.2 §10.3.2. The library's own also takes underscores in numbers. */
const schema = FAILSAFE_SCHEMA.extend({
  implicit: [
    plainType("null", /^(?:~|null|Null|NULL|)$/u, () => null),
    plainType("bool", /^(?:true|True|TRUE|false|False|FALSE)$/u, (text) => /^t/iu.test(text)),
    plainType("int", /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/u, Number),
    plainType(
      "float",
      /^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/u,
      float,
    ),
  ],
});

function plainType(name: string, pattern: RegExp, construct: (text: string) => JsonValue): Type {
  return new Type(`tag:yaml.org,2002:${name}`, {
    kind: "scalar",
    resolve: (text: string | null) => pattern.test(text ?? ""),
    construct: (text: string | null) => construct(text ?? ""),
  });
}

function float(text: string): number {
  if (/nan$/iu.test(text)) return Number.NaN;
  if (/inf$/iu.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

/** Looks at every node that was read, and throws where it is none of the plain ones. */
function refuseUnusual(): (event: EventType, state: State) => void {
  const starts: number[] = [];
  return (event, state) => {
    if (event === "open") {
      starts.push(state.position);
      return;
    }
    const start = skipBlank(state.input, starts.pop() ?? 0);
    if (start >= state.position) return;
    const holder = skipBlank(state.input, starts.at(-1) ?? 0);
    // The reader tries a node as the first key of a mapping, which then begins where it does.
    const isInBraces = holder < start && state.input[holder] === "{";
    judgeNode(state.input, start, state, isInBraces && !isAfterColon(state.input, start));
  };
}

const [quote, apostrophe, bracket, brace] = ['"', "'", "[", "{"].map((sign) => sign.charCodeAt(0));
const [ampersand, asterisk, exclamation] = ["&", "*", "!"].map((sign) => sign.charCodeAt(0));

/** `isKey` where the node is a key in braces; other keys are told by the colon behind them. */
function judgeNode(input: string, start: number, { position, kind, result }: State, isKey: boolean): void {
  const sign = input.charCodeAt(start);
  if (sign === ampersand || sign === asterisk || sign === exclamation)
    throw new Error("a property of a node");
  const isQuoted = sign === quote || sign === apostrophe;
  const isFlow = sign === bracket || sign === brace;
  if (kind === "scalar" ? isQuoted : isFlow) judgeEnclosed(input, start, position, isFlow, isKey);
  else if (kind === "scalar") judgeKey(input, start, position, result as JsonValue, isKey);
}

/** A second line of something in quotes or brackets has rules of indentation, and so has what follows it. */
function judgeEnclosed(input: string, start: number, end: number, isFlow: boolean, isKey: boolean): void {
  const line = input.indexOf("\n", start);
  if (line !== -1 && line < end && (isFlow || !isFolded(input, start, end)))
    throw new Error("more than one line");
  if (input[end] === "#") throw new Error("a comment without a space before it");
  if (isFlow && (isKey || isBeforeColon(input, end))) throw new Error("a collection as a key");
}

/**
 * Whether a quoted text of several lines is written as printers of YAML fold long ones: every further line indented by more
 * than what holds the text, none empty, none ending in a blank or a backslash, and nothing behind the text.
 */
function isFolded(input: string, start: number, end: number): boolean {
  const first = input.lastIndexOf("\n", start) + 1;
  const lead = /^ *(?:- +)*/u.exec(input.slice(first, start))?.[0].length ?? 0;
  const least = Math.max(1, first + lead === start ? lead : lead + 1);
  const lines = input.slice(start, end).split("\n");
  const isLaidOut = lines.every(
    (line, index) =>
      (index === 0 || line.search(/[^ ]/u) >= least) &&
      (index === lines.length - 1 || /[^\\\s]$/u.test(line)),
  );
  return isLaidOut && /^ *(?:\r?\n|$)/u.test(input.slice(end, lineEnd(input, end) + 1));
}

/** An implicit key has at most 1024 signs (YAML 1.2.2 §7.4.3.1). */
const longestKey = 1000;

/** Keys are texts as they are written: `1.0` is no `1`. */
function judgeKey(input: string, start: number, end: number, result: JsonValue, isKey: boolean): void {
  if (typeof result === "string" && result !== "<<" && end - start < longestKey) return;
  if (!isKey && !isBeforeColon(input, end)) return;
  if (input.slice(start, end).trimEnd() !== String(result)) throw new Error("a key that is no text");
  if (result === "<<" || end - start >= longestKey) throw new Error("a merge, or a very long key");
}

function isAfterColon(input: string, start: number): boolean {
  let at = start - 1;
  while (input[at] === " " || input[at] === "\n" || input[at] === "\r") at -= 1;
  return input[at] === ":";
}

function isBeforeColon(input: string, end: number): boolean {
  let at = end;
  while (input[at] === " ") at += 1;
  return input[at] === ":";
}

/** Past blanks and comments. */
function skipBlank(input: string, from: number): number {
  let at = from;
  for (;;) {
    const code = input.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d) at += 1;
    else if (code === 0x23) at = lineEnd(input, at);
    else return at;
  }
}

function lineEnd(input: string, from: number): number {
  const end = input.indexOf("\n", from);
  return end === -1 ? input.length : end;
}
