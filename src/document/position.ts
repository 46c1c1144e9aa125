import type { Location } from "../diagnostics/diagnostic.js";
import { countUpTo, lineStarts } from "../diagnostics/lines.js";

/** A stretch of a text, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes locations of spans in one text. Line starts are looked for when the first location is asked for. */
export function createLocator(file: string, text: string): (span: Span) => Location {
  let starts: Uint32Array | null = null;
  return (span) => {
    starts ??= lineStarts(text);
    const start = Math.min(span.start, text.length);
    const line = countUpTo(starts, start);
    const lineStart = starts[line - 1] ?? 0;
    const lineEnd = (starts[line] ?? text.length + 1) - 1;
    const marked = text.slice(start, Math.min(span.end, lineEnd)).trimEnd();
    return { file, line, column: start - lineStart + 1, length: Math.max(1, marked.length) };
  };
}
