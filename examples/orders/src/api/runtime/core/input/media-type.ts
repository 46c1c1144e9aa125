export interface MediaType {
  /** `type/subtype`, lower case. */
  readonly essence: string;
  /** Lower-case names; values as sent, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;

/** A media type (RFC 9110 §8.3.1), or null where the text is none. */
export function parseMediaType(text: string): MediaType | null {
  const [essence = "", ...rest] = text.split(";").map((part) => part.trim());
  const [type = "", subtype = "", ...more] = essence.split("/");
  if (!token.test(type) || !token.test(subtype) || more.length > 0) return null;
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const separator = parameter.indexOf("=");
    const name = parameter.slice(0, Math.max(0, separator)).toLowerCase();
    if (!token.test(name) || parameters.has(name)) return null;
    parameters.set(name, parameter.slice(separator + 1).replace(/^"(.*)"$/, "$1"));
  }
  return { essence: essence.toLowerCase(), parameters };
}

/** The declared type or range that fits best: the type itself, then `type/*`, then `*` + `/*`. */
export function matchMediaType(declared: readonly string[], essence: string): string | null {
  const type = essence.slice(0, essence.indexOf("/"));
  return [essence, `${type}/*`, "*/*"].find((candidate) => declared.includes(candidate)) ?? null;
}

/** `application/json` and everything that says it is written in JSON (RFC 6839 §3.1). */
export function isJson(essence: string): boolean {
  return essence === "application/json" || essence.endsWith("+json");
}
