import { codeFrame, sourceText, type FrameLine, type SourceText } from "./code-frame.js";
import type { Diagnostic, Location } from "./diagnostic.js";
import { visible } from "./visible.js";

/** How parts of a rendered finding are dressed; each function gets plain text and gives text of the same width. */
export interface Style {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const asIs = (text: string): string => text;

/** No colours. */
export const plainStyle: Style = { error: asIs, warning: asIs, strong: asIs, faint: asIs };

/** The text of an input file by the name that locations use, where it is known. */
export type TextOf = (file: string) => string | undefined;

export interface TextOptions {
  readonly style?: Style;
  /** Width of the screen, in signs. */
  readonly columns?: number;
  /** So many findings of one rule are shown with frame and help; of further ones, place and message are enough. */
  readonly inFull?: number;
}

/** For people: place, message, code frame, help and related places of every finding, an empty line between two. */
export function renderText(
  diagnostics: readonly Diagnostic[],
  textOf: TextOf,
  { style = plainStyle, columns, inFull = Infinity }: TextOptions = {},
): string {
  const sources = new Map<string, SourceText | undefined>();
  const sourceOf = (file: string): SourceText | undefined => {
    if (!sources.has(file)) {
      const text = textOf(file);
      sources.set(file, text === undefined ? undefined : sourceText(text));
    }
    return sources.get(file);
  };
  const frameOf: FrameOf = (location) => {
    const source = sourceOf(location.file);
    return source === undefined ? [] : codeFrame(source, location, columns);
  };
  const seen = new Map<string, number>();
  const isInFull = ({ rule }: Diagnostic): boolean => {
    const count = (seen.get(rule) ?? 0) + 1;
    seen.set(rule, count);
    return count <= inFull;
  };
  const shown = diagnostics.map((each) => {
    const full = isInFull(each);
    return { full, text: full ? renderOne(each, frameOf, style) : `${heading(each, style)}\n` };
  });
  return shown
    .map(({ full, text }, index) => (index > 0 && (full || shown[index - 1]?.full) ? `\n${text}` : text))
    .join("");
}

type FrameOf = (location: Location) => readonly FrameLine[];

function heading(diagnostic: Diagnostic, style: Style): string {
  const { location, severity, message, rule } = diagnostic;
  return `${style.strong(place(location))} ${style[severity](severity)} ${visible(message)} ${style.faint(`[${rule}]`)}`;
}

function renderOne(diagnostic: Diagnostic, frameOf: FrameOf, style: Style): string {
  const paint = style[diagnostic.severity];
  const lines = [heading(diagnostic, style), ...frame(frameOf(diagnostic.location), style, paint)];
  if (diagnostic.help !== undefined) lines.push(`  ${style.strong("help:")} ${visible(diagnostic.help)}`);
  for (const related of diagnostic.related ?? []) {
    lines.push(`  ${style.strong(place(related.location))} ${visible(related.message)}`);
    lines.push(...frame(frameOf(related.location), style, style.faint));
  }
  return lines.join("\n") + "\n";
}

function place(location: Location): string {
  return `${visible(location.file)}:${location.line}:${location.column}`;
}

function frame(
  lines: readonly FrameLine[],
  style: Style,
  paint: (text: string) => string,
): readonly string[] {
  return lines.map((line) =>
    line.kind === "source"
      ? style.faint(line.gutter) + line.text
      : style.faint(line.gutter) + paint(line.text),
  );
}
