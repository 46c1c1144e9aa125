import type { Location } from "./diagnostic.js";
import { blanked } from "./visible.js";

export interface FrameLine {
  readonly kind: "source" | "marks";
  readonly gutter: string;
  readonly text: string;
}

const CONTEXT = 2;
const WIDTH = 100;

/** The marked line with two lines before and after it, line numbers, and `^` under the marked text. */
export function codeFrame(text: string, location: Location): readonly FrameLine[] {
  const lines = linesAround(text, location.line);
  const last = lines.at(-1);
  if (!lines.some((line) => line.number === location.line) || last === undefined) return [];
  const digits = String(last.number).length;
  const start = cropStart(location);
  return lines.flatMap((line) => {
    const marked = line.number === location.line;
    const source: FrameLine = {
      kind: "source",
      gutter: `${marked ? ">" : " "} ${String(line.number).padStart(digits)} | `,
      text: blanked(line.text.slice(start, start + WIDTH)),
    };
    return marked ? [source, marks(location, start, digits)] : [source];
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
  text: string,
  line: number,
): readonly { readonly number: number; readonly text: string }[] {
  const lines: { number: number; text: string }[] = [];
  let start = 0;
  for (let number = 1; number <= line + CONTEXT && start <= text.length; number++) {
    const end = text.indexOf("\n", start);
    const stop = end === -1 ? text.length : end;
    if (number >= line - CONTEXT) lines.push({ number, text: text.slice(start, stop).replace(/\r$/u, "") });
    start = stop + 1;
  }
  return lines;
}
