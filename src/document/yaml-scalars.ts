import type { JsonValue } from "./document.js";

/** Thrown where a text is not written the plain way. */
export class NotPlain extends Error {}

/** Something that was read, and the offset behind it. */
export interface Read<Value> {
  readonly value: Value;
  readonly end: number;
}

/** What no plain text begins with (YAML 1.2.2 §7.3.3). */
const indicator = /^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?:\s|$))/u;
/** What a plain text cannot hold, or what ends it. */
const unusual = /:(?: |$)|\t| #/u;

/** Reads a text without quotes, which may go on on lines that are indented by more than the column. */
export function plainValue(text: string, start: number, column: number): Read<JsonValue> {
  const end = text.indexOf("\n", start);
  const line = text.slice(start, end);
  const comment = line.indexOf(" #");
  const first = withoutBlanks(comment === -1 ? line : line.slice(0, comment));
  if (indicator.test(first) || unusual.test(first)) throw new NotPlain();
  const rest = furtherLines(text, end + 1, column);
  if (rest.value === "") return { value: resolve(first), end: rest.end };
  if (comment !== -1) throw new NotPlain();
  return { value: first + rest.value, end: rest.end };
}

/** Further lines of a plain text, folded (YAML 1.2.2 §6.5): a break is a space, and every empty line behind it a break. */
function furtherLines(text: string, start: number, column: number): Read<string> {
  let folded = "";
  let empty = 0;
  let end = start;
  for (let at = start; at < text.length;) {
    const next = text.indexOf("\n", at) + 1;
    const line = text.slice(at, next - 1);
    const width = line.search(/[^ ]/u);
    at = next;
    if (width === -1) {
      empty += 1;
      continue;
    }
    if (width <= column || line[width] === "#") break;
    const content = withoutBlanks(line.slice(width));
    if (unusual.test(content)) throw new NotPlain();
    folded += (empty === 0 ? " " : "\n".repeat(empty)) + content;
    empty = 0;
    end = at;
  }
  return { value: folded, end };
}

/** Without the spaces at its end; `trimEnd` would take others along. */
export function withoutBlanks(line: string): string {
  return line.endsWith(" ") ? line.replace(/ +$/u, "") : line;
}

/** Signs that the names of values other than texts begin with. */
const typed = /^(?:[-+.0-9~]|[nN]ull|NULL|[tTfF])/u;
const isInteger = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/u;
const isFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/u;

/** The value of a plain text in the core schema (YAML 1.2.2 §10.3.2). */
export function resolve(text: string): JsonValue {
  if (!typed.test(text)) return text === "" ? null : text;
  if (/^(?:~|null|Null|NULL)$/u.test(text)) return null;
  if (/^(?:true|True|TRUE)$/u.test(text)) return true;
  if (/^(?:false|False|FALSE)$/u.test(text)) return false;
  if (isInteger.test(text) || isFloat.test(text)) return finite(Number(text));
  if (/^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/u.test(text)) throw new NotPlain();
  return text;
}

/** The other reader refuses all else, with its place. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new NotPlain();
  return value;
}
