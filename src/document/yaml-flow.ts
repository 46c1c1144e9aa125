import type { JsonValue } from "./document.js";
import { NotPlain, resolve, type Read } from "./yaml-scalars.js";

/** Behind a value there is nothing but a comment. */
const lineEnd = / *(?: #[^\n]*)?\n/y;

/** Reads what quotes or brackets hold, and the rest of the line. Quoted texts may be folded, as printers do. */
export function readFlow(text: string, start: number, column: number): Read<JsonValue> {
  const sign = text[start];
  const isQuoted = sign === '"' || sign === "'";
  const { value, end } = isQuoted
    ? readQuoted(text, start, column)
    : new FlowReader(text, start, column).collection();
  lineEnd.lastIndex = end;
  if (!lineEnd.test(text)) throw new NotPlain();
  return { value, end: lineEnd.lastIndex };
}

function readQuoted(text: string, start: number, column: number): Read<string> {
  const sign = text[start] ?? "";
  const end = sign === "'" ? endOfSingle(text, start + 1) : endOfDouble(text, start + 1);
  const content = text.slice(start + 1, end);
  const line = content.includes("\n") ? unfold(content, column) : content;
  return { value: sign === "'" ? line.replaceAll("''", "'") : unescape(line), end: end + 1 };
}

/** A quote of the text itself is written twice. */
function endOfSingle(text: string, start: number): number {
  let at = text.indexOf("'", start);
  while (at !== -1 && text[at + 1] === "'") at = text.indexOf("'", at + 2);
  return at === -1 ? refuse() : at;
}

function endOfDouble(text: string, start: number): number {
  let at = text.indexOf('"', start);
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at === -1 ? refuse() : at;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

/** Every further line is indented by more than what holds the text, none is empty, and none ends in a blank or a backslash. */
function unfold(content: string, column: number): string {
  const lines = content.split("\n");
  const isLaidOut = lines.every(
    (line, index) =>
      (index === 0 || line.search(/[^ ]/u) > column) &&
      (index === lines.length - 1 || /[^\\\s]$/u.test(line)),
  );
  if (!isLaidOut) throw new NotPlain();
  return lines.map((line, index) => (index === 0 ? line : line.replace(/^ +/u, ""))).join(" ");
}

/** What signs stand for behind a backslash, but for numbers of characters (YAML 1.2.2 §5.7). */
const escapes: Readonly<Record<string, string>> = {
  0: "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

const escape = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/gu;

function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  const read = text.replace(escape, (_, two?: string, four?: string, eight?: string, sign?: string) =>
    sign === undefined
      ? String.fromCodePoint(Number.parseInt(two ?? four ?? eight ?? "", 16))
      : (escapes[sign] ?? refuse()),
  );
  return read.isWellFormed() ? read : refuse();
}

function refuse(): never {
  throw new NotPlain();
}

const blank = /[ \n]*/y;
/** A text without quotes, in brackets: no sign in it may be taken for one of theirs. */
const word =
  /[^\s\-?:,[\]{}#&*!|>'"%@`](?:[^\s:,[\]{}#]|:(?=[^\s,[\]{}])|#(?!\s)| +(?=[^\s#,[\]{}:]))*|-[^\s,[\]{}:#]+/y;

/** What nests deeper is read by the other reader, which says so in time. */
const maxDepth = 100;

/** Reads lists and objects in brackets. Where they go over several lines, no entry does. */
class FlowReader {
  readonly #text: string;
  readonly #column: number;
  #at: number;
  #depth = 0;

  constructor(text: string, at: number, column: number) {
    this.#text = text;
    this.#column = column;
    this.#at = at;
  }

  collection(): Read<JsonValue> {
    if (this.#depth > maxDepth) throw new NotPlain();
    this.#depth += 1;
    const value = this.#text[this.#at] === "[" ? this.#list() : this.#object();
    this.#depth -= 1;
    return { value, end: this.#at };
  }

  #list(): JsonValue {
    const items: JsonValue[] = [];
    this.#each("]", () => items.push(this.#node()));
    return items;
  }

  #object(): JsonValue {
    const object: Record<string, JsonValue> = {};
    this.#each("}", () => {
      const key = this.#key();
      if (key === "<<" || key === "__proto__" || Object.hasOwn(object, key)) throw new NotPlain();
      object[key] = this.#node();
    });
    return object;
  }

  /** Reads what stands between an opening bracket and the closing one, entry by entry. */
  #each(closing: string, entry: () => void): void {
    let separator = ",";
    while (separator === ",") {
      this.#skip(1);
      if (this.#text[this.#at] === closing) break;
      entry();
      this.#skip(0);
      separator = this.#text[this.#at] ?? "";
      if (separator !== "," && separator !== closing) throw new NotPlain();
    }
    this.#at += 1;
  }

  /** Over some signs and what is blank behind them, to where a further line is indented by more than what holds the brackets. */
  #skip(signs: number): void {
    blank.lastIndex = this.#at + signs;
    const [blanks = ""] = blank.exec(this.#text) ?? [];
    this.#at = blank.lastIndex;
    const line = blanks.lastIndexOf("\n");
    if (line !== -1 && blanks.length - line - 1 <= this.#column) throw new NotPlain();
  }

  #key(): string {
    const key = this.#scalar((text) => text);
    const next = this.#text[this.#at + 1];
    if (this.#text[this.#at] !== ":" || next !== " ") throw new NotPlain();
    this.#skip(1);
    return key;
  }

  #node(): JsonValue {
    const sign = this.#text[this.#at];
    return sign === "[" || sign === "{" ? this.collection().value : this.#scalar(resolve);
  }

  #scalar<Value>(plain: (text: string) => Value): Value | string {
    const sign = this.#text[this.#at];
    if (sign === '"' || sign === "'") {
      const { value, end } = readQuoted(this.#text, this.#at, Number.POSITIVE_INFINITY);
      this.#at = end;
      return value;
    }
    word.lastIndex = this.#at;
    const [found] = word.exec(this.#text) ?? refuse();
    this.#at = word.lastIndex;
    return plain(found);
  }
}
