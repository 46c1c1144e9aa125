import type { Location } from "./diagnostic.js";
import { lineStarts } from "./lines.js";
import { blanked } from "./visible.js";

export interface FrameLine {
  readonly kind: "source" | "marks";
  readonly gutter: string;
  readonly text: string;
}

const CONTEXT = 2;
const WIDTH = 100;

/** A text with the offsets at which its lines begin: found once, however many findings point into it. */
export interface SourceText {
  readonly text: string;
  readonly starts: Uint32Array;
}

export function sourceText(text: string): SourceText {
  return { text, starts: lineStarts(text) };
}

/** The marked line with two lines before and after it, line numbers, and `^` under the marked text. */
export function codeFrame(source: SourceText, location: Location): readonly FrameLine[] {
  const lines = linesAround(source, location.line);
  const last = lines.at(-1);
  if (!lines.some((line) => line.number === location.line) || last === undefined) return [];
  const digits = String(last.number).length;
  const start = cropStart(location);
  return lines.flatMap((line) => {
    const marked = line.number === location.line;
    const shown: FrameLine = {
      kind: "source",
      gutter: `${marked ? ">" : " "} ${String(line.number).padStart(digits)} | `,
      text: blanked(line.text.slice(start, start + WIDTH)),
    };
    return marked ? [shown, marks(location, start, digits)] : [shown];
  });
}

function marks(location: Location, start: number, digits: number): FrameLine {
  const before = location.column - 1 - start;
  const length = Math.max(1, Math.min(location.length, WIDTH - before));
  return {
    kind: "marks",
    gutter: `  ${" ".repeat(digits)} | `,
    text: " ".repeat(before) + "^".repeat(length),
  };
}

/** A minified file has one long line: show the neighbourhood of the column only. */
function cropStart(location: Location): number {
  return location.column + Math.min(location.length, WIDTH / 2) <= WIDTH ? 0 : location.column - WIDTH / 2;
}

function linesAround(
  { text, starts }: SourceText,
  line: number,
): readonly { readonly number: number; readonly text: string }[] {
  const first = Math.max(1, line - CONTEXT);
  return Array.from(starts.slice(first - 1, line + CONTEXT), (start, index) => {
    const end = starts[first + index];
    const whole = text.slice(start, end === undefined ? text.length : end - 1);
    return { number: first + index, text: whole.replace(/\r$/u, "") };
  });
}
