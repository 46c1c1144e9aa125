import type { Location } from "./diagnostic.js";
import { lineStarts } from "./lines.js";
import { blanked } from "./visible.js";

export interface FrameLine {
  readonly kind: "source" | "marks";
  readonly gutter: string;
  readonly text: string;
}

const CONTEXT = 2;
/** Of a frame, where nobody knows how wide the screen is; and the least that still shows something. */
const WIDTH = { usual: 80, least: 40 };

/** A text with the offsets at which its lines begin: found once, however many findings point into it. */
export interface SourceText {
  readonly text: string;
  readonly starts: Uint32Array;
}

export function sourceText(text: string): SourceText {
  return { text, starts: lineStarts(text) };
}

/**
 * The marked line with two lines before and after it, line numbers, and `^` under the marked text. Lines are cut to
 * `columns` (of the screen, the gutter included), so that the marks stay beneath what they mark.
 */
export function codeFrame(
  source: SourceText,
  location: Location,
  columns: number = WIDTH.usual,
): readonly FrameLine[] {
  const lines = linesAround(source, location.line);
  const last = lines.at(-1);
  const markedLine = lines.find((line) => line.number === location.line);
  if (markedLine === undefined || last === undefined) return [];
  const digits = String(last.number).length;
  const room = Math.max(columns, WIDTH.least) - digits - gutterWidth;
  const start = cropStart(location, markedLine.text.length, room);
  return lines.flatMap((line) => {
    const marked = line.number === location.line;
    const shown: FrameLine = {
      kind: "source",
      gutter: `${marked ? ">" : " "} ${String(line.number).padStart(digits)} | `,
      text: blanked(line.text.slice(start, start + room)),
    };
    return marked ? [shown, marks(location, start, shown.text.length, digits)] : [shown];
  });
}

/** Signs of a gutter beside its digits. */
const gutterWidth = "> ".length + " | ".length;

/** What goes on behind the end of the line, or of what is shown of it, is marked up to there. */
function marks(location: Location, start: number, shown: number, digits: number): FrameLine {
  const before = location.column - 1 - start;
  const length = Math.max(1, Math.min(location.length, shown - before));
  return {
    kind: "marks",
    gutter: `  ${" ".repeat(digits)} | `,
    text: " ".repeat(before) + "^".repeat(length),
  };
}

/** What a long line is cut off: as little as shows what is marked, and what follows it. */
function cropStart({ column, length }: Location, lineLength: number, room: number): number {
  const before = column - 1;
  const end = Math.min(lineLength, before + Math.min(length, Math.floor(room / 2)) + Math.floor(room / 4));
  return Math.max(0, end - room);
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
