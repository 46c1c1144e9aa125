import type { Diagnostic } from "./diagnostic.js";

/** Workflow commands of GitHub Actions, one line a finding, shown there beside the changed lines. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((each) => command(each) + "\n").join("");
}

function command(diagnostic: Diagnostic): string {
  const { location } = diagnostic;
  const properties = [
    `file=${escapeProperty(location.file)}`,
    `line=${location.line}`,
    `col=${location.column}`,
    `endColumn=${location.column + location.length}`,
    `title=${escapeProperty(diagnostic.rule)}`,
  ];
  const message =
    diagnostic.help === undefined ? diagnostic.message : `${diagnostic.message}\n${diagnostic.help}`;
  return `::${diagnostic.severity} ${properties.join(",")}::${escapeMessage(message)}`;
}

/** A message ends at the line's end; without this, text from a document could start a command of its own. */
function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
