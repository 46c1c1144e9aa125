import { lineWidth, trusted, type Code } from "./code.js";

/**
 * A doc comment of these paragraphs, one line where it fits. Whatever could end the comment early or break its lines is
 * defused. Nothing where there is no text.
 */
export function comment(paragraphs: readonly (string | null)[], indent = 0): Code {
  const lines = paragraphs.flatMap((paragraph) =>
    paragraph === null ? [] : wrap(plain(paragraph), lineWidth - indent - 3),
  );
  const [first] = lines;
  if (first === undefined) return trusted("");
  const margin = " ".repeat(indent);
  if (lines.length === 1 && first.length + indent + 7 <= lineWidth) return trusted(`/** ${first} */`);
  return trusted(`/**\n${lines.map((line) => `${margin} * ${line}\n`).join("")}${margin} */`);
}

/** One line of printable text in which `*` and `/` never meet as the end of a comment. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replaceAll("*/", "*\\/")
    .trim();
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
