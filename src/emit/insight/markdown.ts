declare const brand: unique symbol;

/** Markdown that this module made, in which text of a document cannot become markup. */
export type Markdown = string & { readonly [brand]: true };

/**
 * Text of a document in one line: whatever could begin markup, HTML, an entity or a link is escaped (CommonMark §2.4),
 * and what breaks lines or is invisible becomes a space. Bidirectional controls would show another text than there is.
 */
export function text(value: string): Markdown {
  const line = value.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]+/gu, " ").trim();
  const escaped = line.replaceAll(/[\\`*_[\]<>|~&!#$@^]/g, "\\$&").replaceAll("://", ":\\//");
  // At the beginning of a line these would make a list, a heading or a rule.
  return escaped.replace(/^[-+=]/, "\\$&").replace(/^(\d+)([.)])/, "$1\\$2") as Markdown;
}

export function marked(strings: TemplateStringsArray, ...holes: readonly Markdown[]): Markdown {
  return String.raw({ raw: strings }, ...holes) as Markdown;
}

export function lines(...parts: readonly Markdown[]): Markdown {
  return parts.join("\n") as Markdown;
}

export function sentences(parts: readonly Markdown[], separator = ", "): Markdown {
  return parts.join(separator) as Markdown;
}

/** A number or a word of ours. */
export function plain(value: string | number): Markdown {
  return String(value) as Markdown;
}

/** A table whose columns are as wide as their longest cell. An empty cell is a dash. */
export function table(head: readonly Markdown[], rows: readonly (readonly Markdown[])[]): Markdown {
  const all = [head, ...rows].map((row) => row.map((cell) => (cell === "" ? "–" : cell)));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? "").length)));
  const spelled = all.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 3)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [first = "", ...rest] = spelled;
  return [first, rule, ...rest].join("\n") as Markdown;
}
