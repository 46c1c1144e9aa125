import type { Location } from "../diagnostics/diagnostic.js";

/** A stretch of a text, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes locations of spans in one text. Line starts are looked for when the first location is asked for. */
export function createLocator(file: string, text: string): (span: Span) => Location {
  let starts: readonly number[] | null = null;
  return (span) => {
    starts ??= lineStarts(text);
    const start = Math.min(span.start, text.length);
    const line = lineAt(starts, start);
    const lineStart = starts[line] ?? 0;
    const lineEnd = (starts[line + 1] ?? text.length + 1) - 1;
    const marked = text.slice(start, Math.min(span.end, lineEnd)).trimEnd();
    return { file, line: line + 1, column: start - lineStart + 1, length: Math.max(1, marked.length) };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last line that starts at or before an offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
