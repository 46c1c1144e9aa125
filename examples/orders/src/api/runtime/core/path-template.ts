/** An OpenAPI path template, taken apart for matching against raw request paths. */
export interface PathTemplate {
  readonly segments: readonly TemplateSegment[];
  /** Characters of the template that stand for themselves; the longest is the most specific. */
  readonly literalLength: number;
}

export type TemplateSegment =
  | { readonly kind: "literal"; readonly text: string }
  /** `literals[0] {names[0]} literals[1] … {names[n]} literals[n + 1]`. */
  | { readonly kind: "pattern"; readonly names: readonly string[]; readonly literals: readonly string[] };

const placeholder = /\{([^{}]+)\}/;

/** Takes a template such as `/files/{name}.{extension}` apart. */
export function parseTemplate(template: string): PathTemplate {
  const segments = pathSegments(template).map(parseSegment);
  const literals = segments.flatMap((segment) =>
    segment.kind === "literal" ? [segment.text] : segment.literals,
  );
  return { segments, literalLength: literals.join("").length };
}

/**
 * Raw, still percent-encoded parameters of a path that fits the template, else null. Literals are compared decoded
 * (RFC 3986 §6.2.2.2); a slash that is spelled `%2F` never separates segments.
 */
export function matchTemplate(template: PathTemplate, path: string): Readonly<Record<string, string>> | null {
  const segments = pathSegments(path);
  if (segments.length !== template.segments.length) return null;
  const params = Object.create(null) as Record<string, string>;
  for (const [index, expected] of template.segments.entries()) {
    const actual = segments[index] ?? "";
    if (expected.kind === "literal") {
      if (actual !== expected.text && decoded(actual) !== expected.text) return null;
      continue;
    }
    const values = matchPattern(expected.literals, actual);
    if (values === null) return null;
    for (const [position, name] of expected.names.entries()) params[name] = values[position] ?? "";
  }
  return params;
}

/** Segments of a path after its first slash. */
export function pathSegments(path: string): string[] {
  return path.split("/").slice(1);
}

function parseSegment(text: string): TemplateSegment {
  const parts = text.split(placeholder);
  if (parts.length === 1) return { kind: "literal", text };
  return {
    kind: "pattern",
    names: parts.filter((_, index) => index % 2 === 1),
    literals: parts.filter((_, index) => index % 2 === 0),
  };
}

/** Each value ends where the next literal first occurs, so that matching is linear; the last one ends at the end. */
function matchPattern(literals: readonly string[], text: string): readonly string[] | null {
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

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
