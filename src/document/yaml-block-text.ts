import { NotPlain, type Read } from "./yaml-scalars.js";

/** `|` or `>`, the indentation where it is said, and what becomes of breaks at the end. */
const header = /([|>])(?:([1-9])([-+]?)|([-+])([1-9])?|) *(?: #[^\n]*)?\n/y;

/** Reads the text on lines of its own that a sign announces, indented by more than the column (YAML 1.2.2 §8.1). */
export function readBlockText(text: string, start: number, column: number): Read<string> {
  header.lastIndex = start;
  const found = header.exec(text);
  if (found === null) throw new NotPlain();
  const [, style, digit, after = "", chomping = after, laterDigit = digit] = found;
  const said = laterDigit === undefined ? null : column + Number(laterDigit);
  const { lines, end } = linesOf(text, header.lastIndex, column, said);
  let last = lines.length;
  while (last > 0 && lines[last - 1] === "") last -= 1;
  const content = lines.slice(0, last);
  // Spaces beyond the indentation are a text. What is folded has its own rules for them, and so has the end where it is said.
  const delicate = style === ">" ? content : said === null ? [] : content.slice(-1);
  // Whether spaces at the end of a file are a line depends on what comes behind them.
  const isUnclear = chomping === "+" && end === text.length && text.endsWith(" \n");
  if (isUnclear || delicate.some(isBlank)) throw new NotPlain();
  const value = style === "|" ? content.join("\n") : fold(content);
  if (chomping === "-") return { value, end };
  if (chomping === "+")
    return { value: value + "\n".repeat(lines.length - last + (last === 0 ? 0 : 1)), end };
  return { value: last === 0 ? "" : `${value}\n`, end };
}

function isBlank(line: string): boolean {
  return line.startsWith(" ") && line.search(/[^ ]/u) === -1;
}

/** The lines without their indentation, which is that of the first one that is not empty where it is not said. */
function linesOf(
  text: string,
  start: number,
  column: number,
  said: number | null,
): { readonly lines: readonly string[]; readonly end: number } {
  const lines: string[] = [];
  let indent = said;
  let at = start;
  while (at < text.length) {
    const next = text.indexOf("\n", at) + 1;
    const line = text.slice(at, next - 1);
    const width = line.search(/[^ ]/u);
    if (width === -1) {
      // Before the indentation is known, spaces may be too many.
      if (indent === null && line !== "") throw new NotPlain();
      lines.push(line.slice(indent ?? 0));
    } else {
      if (width < (indent ?? column + 1)) break;
      indent ??= width;
      lines.push(line.slice(indent));
    }
    at = next;
  }
  return { lines, end: at };
}

/** Breaks between lines become spaces, but for those around lines that are indented further (YAML 1.2.2 §8.1.3). */
function fold(lines: readonly string[]): string {
  let folded = "";
  let empty = 0;
  let isAfterFurther = false;
  for (const [index, line] of lines.entries()) {
    if (line === "") {
      empty += 1;
      continue;
    }
    const isFurther = line.startsWith(" ");
    const isFirst = index === empty;
    const breaks = !isFirst && (isFurther || isAfterFurther) ? empty + 1 : empty;
    folded += (isFirst || breaks > 0 ? "\n".repeat(breaks) : " ") + line;
    isAfterFurther = isFurther;
    empty = 0;
  }
  return folded;
}
