import { codeFrame, sourceText, type SourceText } from "./code-frame.js";
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

/** For people: place, message, code frame, help and related places of every finding, an empty line between two. */
export function renderText(
  diagnostics: readonly Diagnostic[],
  textOf: TextOf,
  style: Style = plainStyle,
): string {
  const sources = new Map<string, SourceText | undefined>();
  const sourceOf: SourceOf = (file) => {
    if (!sources.has(file)) {
      const text = textOf(file);
      sources.set(file, text === undefined ? undefined : sourceText(text));
    }
    return sources.get(file);
  };
  return diagnostics.map((each) => renderOne(each, sourceOf, style)).join("\n");
}

type SourceOf = (file: string) => SourceText | undefined;

function renderOne(diagnostic: Diagnostic, sourceOf: SourceOf, style: Style): string {
  const paint = style[diagnostic.severity];
  const lines = [
    `${style.strong(place(diagnostic.location))} ${paint(diagnostic.severity)} ${visible(diagnostic.message)} ${style.faint(`[${diagnostic.rule}]`)}`,
    ...frame(diagnostic.location, sourceOf, style, paint),
  ];
  if (diagnostic.help !== undefined) lines.push(`  ${style.strong("help:")} ${visible(diagnostic.help)}`);
  for (const related of diagnostic.related ?? []) {
    lines.push(`  ${style.strong(place(related.location))} ${visible(related.message)}`);
    lines.push(...frame(related.location, sourceOf, style, style.faint));
  }
  return lines.join("\n") + "\n";
}

function place(location: Location): string {
  return `${visible(location.file)}:${location.line}:${location.column}`;
}

function frame(
  location: Location,
  sourceOf: SourceOf,
  style: Style,
  paint: (text: string) => string,
): readonly string[] {
  const source = sourceOf(location.file);
  if (source === undefined) return [];
  return codeFrame(source, location).map((line) =>
    line.kind === "source"
      ? style.faint(line.gutter) + line.text
      : style.faint(line.gutter) + paint(line.text),
  );
}
