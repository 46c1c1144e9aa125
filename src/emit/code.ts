import { recalling } from "../document/remember.js";
import { reservedWords } from "../model/reserved-words.js";

declare const brand: unique symbol;

/**
 * Text that may stand in a generated file. Only the functions of this module make it, so that a name, a path or a
 * description of the document cannot become code by being pasted.
 */
export type Code = string & { readonly [brand]: true };

/** What may be bound in a module: letters of every script, but nothing that cannot be seen. ECMA-262 §12.7. */
const bindingPattern = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** What is spelled without quotes after a dot or as a key; prettier leaves other letters in quotes. */
const identifierPattern = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

function isIdentifier(text: string): boolean {
  return identifierPattern.test(text);
}

export function isReservedWord(text: string): boolean {
  return reservedWords.has(text);
}

/**
 * An identifier that may be bound in a module.
 * @throws Error where the text is none: the model promises identifiers, so this is a bug of ours.
 */
export function name(text: string): Code {
  if (!bindingPattern.test(text) || isReservedWord(text))
    throw new Error(`not an identifier: ${JSON.stringify(text)}`);
  return trusted(text);
}

/**
 * A name after a dot, or a member of a type: an identifier (reserved words allowed), otherwise a string literal.
 * `__proto__` is a string literal too; object literals spell it as a computed key.
 */
export function memberName(text: string): Code {
  return isIdentifier(text) && text !== "__proto__" ? trusted(text) : quote(text);
}

/** Puts code together: every hole takes code, so plain text does not type-check. */
export function code(strings: TemplateStringsArray, ...holes: readonly Code[]): Code {
  return trusted(String.raw({ raw: strings }, ...holes));
}

export function joinCode(parts: readonly Code[], separator: string): Code {
  return trusted(parts.join(separator));
}

/** A member of an object: `params.id`, `params["order-id"]`. */
export function access(object: Code, key: string): Code {
  return isIdentifier(key) ? code`${object}.${trusted(key)}` : code`${object}[${literal(key)}]`;
}

/** Text that is code already because a compiler of ours printed it: openapi-typescript, Ajv, a template. */
export function trusted(text: string): Code {
  return text as Code;
}

/** Width at which a line is broken; prettier's default. */
export const lineWidth = 80;

export interface Place {
  /** Columns of indentation of the line that the text starts on. */
  readonly indent?: number;
  /** Columns of other text on the first line, before (beyond the indentation) and after. */
  readonly beside?: number;
}

/**
 * A JavaScript literal of a JSON value, laid out as prettier would: one line where it fits, otherwise one member a line.
 * @throws Error for a value that is not JSON.
 */
export function literal(value: unknown, place: Place = {}): Code {
  return trusted(print(value, place.indent ?? 0, place.beside ?? 0));
}

/** Stands for a constant in a value that becomes a literal. */
export class Reference {
  readonly constant: Code;

  constructor(constant: Code) {
    this.constant = constant;
  }
}

/** A part of a literal that is printed again and again, and stays the same object as long as it says the same. */
export function lasting<Value extends object>(value: Value): Value {
  kept.add(value);
  return value;
}

const kept = new WeakSet();
const texts = recalling<string>();

function print(value: unknown, indent: number, beside: number): string {
  if (typeof value !== "object" || value === null || value instanceof Reference) return printScalar(value);
  const anew = (): string => printAnew(value, indent, beside);
  return kept.has(value) ? texts(value, [indent, beside], anew) : anew();
}

function printAnew(value: object, indent: number, beside: number): string {
  const flat = printFlat(value, lineWidth - indent - beside);
  if (flat !== null) return flat;
  return Array.isArray(value) ? printList(value, indent) : printObject(value, indent);
}

function printScalar(value: unknown): string {
  if (value instanceof Reference) return value.constant;
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return printNumber(value);
  throw new Error(`not a JSON value: ${typeof value}`);
}

/** The literal on one line, or null where that would take more columns or it always stands on several lines. */
export function flatLiteral(value: unknown, columns: number): Code | null {
  const text = printFlat(value, columns);
  return text === null ? null : trusted(text);
}

function printFlat(value: unknown, columns: number): string | null {
  if (typeof value !== "object" || value === null || value instanceof Reference) {
    const text = printScalar(value);
    return text.length <= columns ? text : null;
  }
  return Array.isArray(value) ? printFlatList(value, columns) : printFlatObject(value, columns);
}

function printFlatList(value: readonly unknown[], columns: number): string | null {
  if (isBrokenList(value)) return null;
  let text = "[";
  for (const [index, item] of value.entries()) {
    if (index > 0) text += ", ";
    const part = printFlat(item, columns - text.length);
    if (part === null) return null;
    text += part;
  }
  return text.length < columns ? `${text}]` : null;
}

function printFlatObject(value: object, columns: number): string | null {
  let text = "";
  for (const [key, member] of membersOf(value)) {
    text += `${text === "" ? "{ " : ", "}${propertyKey(key)}: `;
    const part = printFlat(member, columns - text.length);
    if (part === null) return null;
    text += part + narrowing(key, member);
  }
  if (text === "") return "{}";
  return text.length + " }".length <= columns ? `${text} }` : null;
}

function membersOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

/** Prettier drops the plus of an exponent. */
function printNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value).replace("e+", "e");
}

function printObject(value: object, indent: number): string {
  const lines = membersOf(value).map(([key, member]) => {
    const head = `${propertyKey(key)}: `;
    return " ".repeat(indent + 2) + printMember(head, member, indent + 2) + narrowing(key, member);
  });
  return `{\n${lines.join(",\n")},\n${" ".repeat(indent)}}`;
}

/**
 * The compiler takes the type of a member from what every object inherits under its name, not from the map that it is a
 * member of; without a hint its texts would be any texts.
 */
export function narrowing(key: string, member: unknown): string {
  const isWide = typeof member === "string" || (typeof member === "object" && member !== null);
  return isWide && !(member instanceof Reference) && inherited.has(key) ? " as const" : "";
}

/** Members of TypeScript's `Object`. */
const inherited: ReadonlySet<string> = new Set(
  "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf".split(" "),
);

/** A string or a name that does not fit after its key moves to a line of its own, unless that would save next to nothing. */
function printMember(head: string, member: unknown, indent: number): string {
  const text = print(member, indent, head.length + 1);
  const isShort = head.length - ": ".length < 5;
  const isWord = typeof member === "string" || member instanceof Reference;
  if (isWord && !isShort && indent + head.length + text.length + 1 > lineWidth) {
    return `${head.trimEnd()}\n${" ".repeat(indent + 2)}${text}`;
  }
  return head + text;
}

function printList(value: readonly unknown[], indent: number): string {
  if (value.every((item) => typeof item === "number")) return fillList(value, indent);
  const lines = value.map((item) => " ".repeat(indent + 2) + print(item, indent + 2, 1));
  return `[\n${lines.join(",\n")},\n${" ".repeat(indent)}]`;
}

/** Lists of several objects, or of several lists, each with several members, always stand on lines of their own. */
function isBrokenList(value: readonly unknown[]): boolean {
  if (value.length < 2) return false;
  const isList = Array.isArray(value[0]);
  return value.every(
    (item) =>
      typeof item === "object" &&
      item !== null &&
      Array.isArray(item) === isList &&
      Object.keys(item).length > 1,
  );
}

/** Numbers are set like prose: as many on a line as fit. */
function fillList(value: readonly number[], indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const [index, item] of value.entries()) {
    const text = printNumber(item) + (index === value.length - 1 ? "" : ",");
    const width = indent + 2 + line.length + 1 + text.length + (index === value.length - 1 ? 1 : 0);
    if (line !== "" && width > lineWidth) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? text : ` ${text}`;
  }
  const body = [...lines, line].map((text) => " ".repeat(indent + 2) + text).join("\n");
  return `[\n${body},\n${" ".repeat(indent)}]`;
}

/** A key in an object literal, where `__proto__: x` would set the prototype; a computed key makes an ordinary property (ECMA-262 §B.3.1). */
export function propertyKey(key: string): Code {
  if (key === "__proto__") return trusted(`["__proto__"]`);
  return isIdentifier(key) ? trusted(key) : quote(key);
}

/** Printable ASCII of which a string literal escapes nothing. */
const plainText = /^[ !#-&(-;=-[\]-~]*$/;

/**
 * Signs that an editor does not show, or that make it show text in another order than the compiler reads (CVE-2021-42574);
 * line separators among them, which end a line in older parsers.
 */
const unseen = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The same code with what is unseen in its string and regular expression literals spelt out; it stands nowhere else. */
export function escapeUnseen(source: string): string {
  return source.replace(unseen, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * A string literal. JSON's escapes are JavaScript's; beyond them, what is not seen is escaped, and `</` so that the text
 * is inert inside HTML. Lone surrogates are escaped by `JSON.stringify` (ECMA-262 §25.5.4.3). Quotes are chosen as prettier
 * does: the kind that needs fewer escapes.
 */
function quote(text: string): Code {
  if (plainText.test(text)) return trusted(`"${text}"`);
  const double = escapeUnseen(JSON.stringify(text)).replaceAll("</", "<\\/");
  if (count(text, '"') <= count(text, "'")) return trusted(double);
  const single = double.slice(1, -1).replace(/\\(.)|'/g, (match, escaped: string | undefined) => {
    if (escaped === undefined) return "\\'";
    return escaped === '"' ? '"' : match;
  });
  return trusted(`'${single}'`);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
