import type { JsonValue } from "./document.js";
import { readBlockText } from "./yaml-block-text.js";
import { readFlow } from "./yaml-flow.js";
import { NotPlain, plainValue, withoutBlanks } from "./yaml-scalars.js";

/**
 * Reads YAML that is written the plain way, ten times faster than the reader that knows positions. Answers null for
 * everything else, right or wrong: anchors, tags, directives, several documents, tabs, explicit keys, and
 * quoted texts and collections in brackets that are not plainly laid out. Only what both readers are known to read alike is
 * read here, and nothing that `measure` would refuse.
 */
export function readPlainYaml(text: string): { readonly value: JsonValue } | null {
  if (text.length > longest || !text.isWellFormed() || unusual.test(text)) return null;
  try {
    return { value: new PlainReader(text).read() };
  } catch (error) {
    // Whatever is wrong with it, the other reader says it with its place.
    if (error instanceof NotPlain || error instanceof RangeError) return null;
    throw error;
  }
}

/** Directives, markers but for one at the start, tabs before a text, odd line ends, and what no text may hold (YAML 1.2.2 §5.1). */
const unusual =
  /^%|\n---|(?:^|\n)\.\.\.|^---(?!\r?\n)|(?:^|\n) *\t|[\u2028\u2029\ufeff\ufffe\uffff]|(?![\t\r\n])\p{Cc}|\r(?!\n)/u;

/** Blank lines and comments, and the indentation of what comes then. */
const between = /(?: *(?:#[^\n]*)?\n)* */y;
/** A key in quotes has no escapes; one without may hold nothing that would make it another kind of node. */
const key = /(?:"[^"\\\n]*"|'[^'\n]*'|(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s]))[^\n\t]*?):(?=[ \n])/y;

/** Hardly a file is longer; what is may hold more values than are read, and the other reader counts them. */
const longest = 8_000_000;
/** What nests deeper is read by the other reader, which says so in time. */
const maxDepth = 200;
/** An implicit key has at most 1024 signs (YAML 1.2.2 §7.4.3.1). */
const longestKey = 1000;

/** Stands at the beginning of a node, or of the line behind the last one. */
class PlainReader {
  readonly #text: string;
  #at = 0;
  /** The column of the line that is next; -1 behind the last. */
  #indent = -1;
  #depth = 0;

  constructor(text: string) {
    const lines = text.includes("\r") ? text.replaceAll("\r\n", "\n") : text;
    this.#text = lines.endsWith("\n") ? lines : `${lines}\n`;
  }

  read(): JsonValue {
    if (this.#text.startsWith("---")) this.#at = this.#text.indexOf("\n") + 1;
    this.#nextLine(this.#at);
    const value = this.#collection(this.#indent);
    if (value === undefined || this.#indent !== -1) throw new NotPlain();
    return value;
  }

  /** Goes to the next line that holds something, from the beginning of a line. */
  #nextLine(from: number): void {
    between.lastIndex = from;
    between.test(this.#text);
    this.#at = between.lastIndex;
    const start = this.#text.lastIndexOf("\n", this.#at - 1) + 1;
    this.#indent = this.#at >= this.#text.length ? -1 : this.#at - start;
  }

  /** The list or object that begins here, at a column; undefined where something else does. */
  #collection(column: number): JsonValue | undefined {
    if (this.#depth > maxDepth) throw new NotPlain();
    this.#depth += 1;
    const value = this.#isItem() ? this.#list(column) : this.#object(column);
    this.#depth -= 1;
    return value;
  }

  #isItem(): boolean {
    const next = this.#text[this.#at + 1];
    return this.#text[this.#at] === "-" && (next === " " || next === "\n");
  }

  #list(column: number): JsonValue {
    const items: JsonValue[] = [];
    this.#indent = column;
    while (this.#indent === column && this.#isItem()) {
      const dash = this.#at;
      this.#skipSpaces(dash + 1);
      items.push(this.#collectionInLine(column + this.#at - dash) ?? this.#value(column, false));
    }
    if (this.#indent > column) throw new NotPlain();
    return items;
  }

  /** A collection that begins behind the dash of an item. */
  #collectionInLine(column: number): JsonValue | undefined {
    const sign = this.#text[this.#at];
    return sign === "\n" || sign === "#" ? undefined : this.#collection(column);
  }

  #object(column: number): JsonValue | undefined {
    let name = this.#key();
    if (name === null) return undefined;
    const object: Record<string, JsonValue> = {};
    while (name !== null) {
      if (name === "<<" || name === "__proto__" || Object.hasOwn(object, name)) throw new NotPlain();
      object[name] = this.#value(column, true);
      name = this.#indent === column && !this.#isItem() ? this.#key() : null;
    }
    if (this.#indent > column) throw new NotPlain();
    return object;
  }

  /** The key that a line begins with; then what comes behind its colon is next. */
  #key(): string | null {
    key.lastIndex = this.#at;
    // Tens of thousands of keys: `exec` would make a list of matches for each.
    if (!key.test(this.#text)) return null;
    const name = this.#nameBefore(key.lastIndex - 1);
    if (name.length > longestKey) throw new NotPlain();
    this.#skipSpaces(key.lastIndex);
    return name;
  }

  #nameBefore(colon: number): string {
    const sign = this.#text[this.#at];
    if (sign === '"' || sign === "'") return this.#text.slice(this.#at + 1, colon - 1);
    const name = withoutBlanks(this.#text.slice(this.#at, colon));
    if (name.includes(" #")) throw new NotPlain();
    return name;
  }

  #skipSpaces(from: number): void {
    this.#at = from;
    while (this.#text[this.#at] === " ") this.#at += 1;
  }

  /** The value behind a colon or a dash at a column. */
  #value(column: number, isMember: boolean): JsonValue {
    const text = this.#text;
    switch (text[this.#at]) {
      case "\n":
      case "#":
        return this.#valueBelow(column, isMember);
      case "|":
      case ">":
        return this.#ended(readBlockText(text, this.#at, column));
      case '"':
      case "'":
      case "[":
      case "{":
        return this.#ended(readFlow(text, this.#at, column));
      default:
        return this.#ended(plainValue(text, this.#at, column));
    }
  }

  /** What stands on lines of its own; the items of a list that is a member may stand as far to the left as its key. */
  #valueBelow(column: number, isMember: boolean): JsonValue {
    const start = this.#text.indexOf("\n", this.#at) + 1;
    this.#nextLine(start);
    if (this.#indent === column && isMember && this.#isItem()) return this.#list(column);
    if (this.#indent <= column) return null;
    const collection = this.#collection(this.#indent);
    if (collection !== undefined) return collection;
    // The other reader takes exception to a comment before a text.
    if (this.#text.slice(start, this.#at).includes("#")) throw new NotPlain();
    return this.#value(column, isMember);
  }

  #ended({ value, end }: { readonly value: JsonValue; readonly end: number }): JsonValue {
    this.#nextLine(end);
    return value;
  }
}
