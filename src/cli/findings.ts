import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { renderText, type Style } from "../diagnostics/text.js";
import type { InputFile } from "../document/document.js";
import { styleFor } from "./style.js";

/** More findings than this do not fit a person's memory: a count by rule says where to begin. */
const readable = 20;
/** What a rule is about, so many findings show; help and frame of the next ones would only push the others out of sight. */
const inFull = 3;

/** What findings are printed on. */
export interface Paper {
  readonly color: boolean;
  /** Signs in a line. */
  readonly columns: number;
}

/** Findings for a person, with code frames from the files that were read. */
export function renderFindings(
  diagnostics: readonly Diagnostic[],
  inputs: readonly Pick<InputFile, "path" | "text">[],
  { color, columns }: Paper,
): string {
  const texts = new Map(inputs.map((input) => [input.path, input.text]));
  const style = styleFor(color);
  const findings = renderText(diagnostics, (file) => texts.get(file), { style, columns, inFull });
  return diagnostics.length > readable ? `${findings}\n${countByRule(diagnostics, style)}` : findings;
}

/** One line a rule, the most frequent first. */
function countByRule(diagnostics: readonly Diagnostic[], style: Style): string {
  const counts = new Map<string, number>();
  for (const { severity, rule } of diagnostics) {
    const label = `${style[severity](severity)} ${rule}`;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([label, count]) => `${String(count).padStart(6)} × ${label}\n`)
    .join("");
}

/** `2 errors, 1 warning`. */
export function countFindings(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]): number =>
    diagnostics.filter((each) => each.severity === severity).length;
  return `${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}`;
}

/** `1 operation`, `2 operations`. */
export function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `0.8 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The parts of a summary on one line, or on as few as the terminal has room for. */
export function summaryOf(parts: readonly string[], columns: number): string {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.pop();
    const joined = last === undefined ? part : `${last} · ${part}`;
    if (last === undefined || joined.length <= columns) lines.push(joined);
    else lines.push(last, part);
  }
  return lines.join("\n");
}
