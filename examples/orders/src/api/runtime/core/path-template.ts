/** An OpenAPI path template, taken apart for matching against raw request targets. */
export interface PathTemplate {
  readonly segments: readonly TemplateSegment[];
  /** Pairs that a template such as `/jobs?action=start` writes into its query, decoded; a request must have each of them. */
  readonly query: readonly FixedPair[];
}

export interface FixedPair {
  readonly name: string;
  readonly value: string;
}

export type TemplateSegment =
  /** Percent-decoded, as far as it can be. */
  | { readonly kind: "literal"; readonly text: string }
  /** `literals[0] {names[0]} literals[1] … {names[n]} literals[n + 1]`; literals as they are written. */
  | { readonly kind: "pattern"; readonly names: readonly string[]; readonly literals: readonly string[] };

const placeholder = /\{([^{}]+)\}/;

/**
 * Takes a template such as `/files/{name}.{extension}` apart. A fragment is left out: clients never send one
 * (RFC 9110 §7.1).
 */
export function parseTemplate(template: string): PathTemplate {
  const [target = ""] = template.split("#");
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  return {
    segments: pathSegments(path).map(parseSegment),
    query: mark === -1 ? [] : fixedPairs(target.slice(mark + 1)),
  };
}

/** Segments of a path after its first slash. */
export function pathSegments(path: string): string[] {
  return path.split("/").slice(1);
}

/** `name=value` pairs of a query, decoded. */
export function fixedPairs(query: string): readonly FixedPair[] {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const separator = pair.indexOf("=");
      const name = separator === -1 ? pair : pair.slice(0, separator);
      return {
        name: decodedPart(name),
        value: separator === -1 ? "" : decodedPart(pair.slice(separator + 1)),
      };
    });
}

/**
 * Values of the placeholders in one segment, still percent-encoded, or null where the text does not fit. Each value ends
 * where the next literal first occurs, so that matching is linear; the last one ends at the end. No value is empty.
 */
export function matchPattern(literals: readonly string[], text: string): readonly string[] | null {
  const first = literals[0] ?? "";
  const last = literals.at(-1) ?? "";
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const values: string[] = [];
  let start = first.length;
  for (const literal of literals.slice(1, -1)) {
    const end = text.indexOf(literal, start + 1);
    if (end === -1) return null;
    values.push(text.slice(start, end));
    start = end + literal.length;
  }
  const end = text.length - last.length;
  if (end <= start) return null;
  return [...values, text.slice(start, end)];
}

/** Percent-decoded, or as it is where it is malformed. RFC 3986 §6.2.2.2. */
export function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodedPart(text: string): string {
  return decoded(text.replaceAll("+", "%20"));
}

function parseSegment(text: string): TemplateSegment {
  const parts = text.split(placeholder);
  if (parts.length === 1) return { kind: "literal", text: decoded(text) };
  return {
    kind: "pattern",
    names: parts.filter((_, index) => index % 2 === 1),
    literals: parts.filter((_, index) => index % 2 === 0),
  };
}
