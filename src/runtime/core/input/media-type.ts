export interface MediaType {
  /** `type/subtype`, lower case. */
  readonly essence: string;
  /** Lower-case names; values as sent, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

const essencePattern = /^[!#$%&'*+\-.^_`|~0-9a-z]+\/[!#$%&'*+\-.^_`|~0-9a-z]+$/i;

/** `; name=token` or `; name="quoted"` (RFC 9110 §5.6.6). */
const parameterPattern =
  /[\t ]*;[\t ]*(?:([!#$%&'*+\-.^_`|~0-9a-z]+)=(?:([!#$%&'*+\-.^_`|~0-9a-z]+)|"((?:[^"\\]|\\.)*)"))?/iy;

/** A media type (RFC 9110 §8.3.1), or null where the text is none. */
export function parseMediaType(text: string): MediaType | null {
  const end = text.indexOf(";");
  const essence = (end === -1 ? text : text.slice(0, end)).trim();
  if (!essencePattern.test(essence)) return null;
  const parameters = end === -1 ? new Map<string, string>() : parseParameters(text.slice(end).trimEnd());
  return parameters === null ? null : { essence: essence.toLowerCase(), parameters };
}

/** The parameters of a media type or of a disposition, or null where they are malformed or one occurs twice. */
export function parseParameters(text: string): Map<string, string> | null {
  const parameters = new Map<string, string>();
  parameterPattern.lastIndex = 0;
  for (let at = 0; at < text.length; at = parameterPattern.lastIndex) {
    const match = parameterPattern.exec(text);
    if (match === null) return null;
    const [, written, token, quoted] = match;
    if (written === undefined) continue;
    const name = written.toLowerCase();
    if (parameters.has(name)) return null;
    parameters.set(name, token ?? (quoted ?? "").replaceAll(/\\(["\\])/g, "$1"));
  }
  return parameters;
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
