/** What stands in the key of `paths`: OpenAPI lets it be a path with placeholders; authors add queries and fragments. */
export interface PathKey {
  readonly path: string;
  /** Without `?`; null where there is none. */
  readonly query: string | null;
  /** Without `#`; null where there is none. */
  readonly fragment: string | null;
}

/** Takes a key of `paths` apart. */
export function parsePathKey(key: string): PathKey {
  const hash = key.indexOf("#");
  const target = hash === -1 ? key : key.slice(0, hash);
  const mark = target.indexOf("?");
  return {
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? null : target.slice(mark + 1),
    fragment: hash === -1 ? null : key.slice(hash + 1),
  };
}

/** Names between braces, in the order of the text. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([^{}]+)\}/gu)].map((match) => match[1] ?? "");
}

/**
 * A text that two keys share if, and only if, the same requests fit them: names of placeholders, fragments and the
 * spelling of percent-encoded characters tell no requests apart. OpenAPI 3.1 §4.8.8, RFC 3986 §6.2.2.
 */
export function requestShape(key: string): string {
  const { path, query } = parsePathKey(key);
  const segments = path.split("/").map((segment) => {
    const literals = segment.split(/\{[^{}]+\}/u);
    return literals.length > 1 ? literals : [decoded(segment)];
  });
  const pairs = (query ?? "").split("&").filter((pair) => pair !== "");
  return JSON.stringify([segments, pairs.map((pair) => decoded(pair.replaceAll("+", "%20"))).sort()]);
}

/** What is wrong with a key, so that no request could be matched against it exactly; null where nothing is. */
export function pathProblem(key: string): string | null {
  const { path, query } = parsePathKey(key);
  if (/[{}]/u.test(query ?? "")) return "has a placeholder in its query";
  if (/[{}]/u.test(path.replace(/\{[^{}/]+\}/gu, ""))) return "has a brace without its partner or a name";
  if (/\}\{/u.test(path)) return "has two placeholders with nothing between them";
  const names = placeholdersOf(path);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `has the placeholder "{${twice}}" twice`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
