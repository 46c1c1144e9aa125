/** Longer patterns are left out: nginx takes no word of more than 4 KiB. */
const longest = 2_000;

/** nginx chooses its locations by paths as they read without percent-encoding; everything else is matched as it was sent. */
export type PathSpelling = "decoded" | "encoded";

/**
 * Beginnings of targets whose path spells letters, digits, `-` or `_` by their codes. The server would read them like any
 * other; no client has a reason to write them (RFC 3986 §6.2.2.2), and patterns know the plain spelling only.
 */
export const disguised = "[^?#]*%(?:2[Dd]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff])";

/**
 * A path template as a regular expression without anchors, for PCRE (decoded) and RE2 (encoded), or null where it would
 * be too long. Parameters are one segment. Every byte but letters, digits, `/`, `_` and `-` is spelled `\xHH`, so that no
 * text of a document means anything in the configuration around it.
 */
export function templatePattern(template: string, spelling: PathSpelling): string | null {
  const parts = template.split(/(\{[^{}]*\})/u);
  const pattern = parts
    .map((part, index) => (index % 2 === 1 ? placeholder[spelling] : literalPattern(decoded(part), spelling)))
    .join("");
  return pattern.length > longest ? null : pattern;
}

/** The patterns of these templates, each once, without those that are too long. */
export function templatePatterns(templates: readonly string[], spelling: PathSpelling): readonly string[] {
  return [...new Set(templates.flatMap((template) => templatePattern(template, spelling) ?? []))];
}

/** What was sent may go on with a query. */
const placeholder: Readonly<Record<PathSpelling, string>> = { decoded: "[^/]+", encoded: "[^/?#]+" };

function literalPattern(text: string, spelling: PathSpelling): string {
  return [...Buffer.from(text, "utf8")].map((byte) => bytePattern(byte, spelling)).join("");
}

function bytePattern(byte: number, spelling: PathSpelling): string {
  const character = String.fromCharCode(byte);
  if (/[A-Za-z0-9/_-]/.test(character)) return character;
  const hex = byte.toString(16).padStart(2, "0");
  if (spelling === "decoded") return `\\x${hex}`;
  const escape = `%${hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`;
  return byte < 0x80 ? `(?:\\x${hex}|${escape})` : escape;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
