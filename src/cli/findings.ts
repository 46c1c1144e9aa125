import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { renderText } from "../diagnostics/text.js";
import type { InputFile } from "../document/document.js";
import { styleFor } from "./style.js";

/** Findings for a person, with code frames from the files that were read. */
export function renderFindings(
  diagnostics: readonly Diagnostic[],
  inputs: readonly InputFile[],
  color: boolean,
): string {
  const texts = new Map(inputs.map((input) => [input.path, input.text]));
  return renderText(diagnostics, (file) => texts.get(file), styleFor(color));
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
