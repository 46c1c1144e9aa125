/** A JSON Pointer (RFC 6901) from its unescaped tokens; `""` for none. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return joinPointer("", ...tokens);
}

/** The unescaped tokens of a JSON Pointer, or null where the text is none: it must be empty or begin with `/`. */
export function parsePointer(text: string): readonly string[] | null {
  if (text === "") return [];
  if (!text.startsWith("/") || (text.includes("~") && /~(?![01])/u.test(text))) return null;
  const tokens = text.slice(1).split("/");
  return text.includes("~")
    ? tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    : tokens;
}

/** `base` extended by unescaped tokens. */
export function joinPointer(base: string, ...tokens: readonly (string | number)[]): string {
  let pointer = base;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? "";
    pointer += typeof token === "number" ? `/${token}` : `/${escapeToken(token)}`;
  }
  return pointer;
}

/** A reference within a document: a JSON Pointer as URI fragment (RFC 6901 §6), percent signs escaped. */
export function formatReference(tokens: readonly (string | number)[]): string {
  return `#${formatPointer(tokens).replaceAll("%", "%25")}`;
}

/** The JSON Pointer that a reference within a document (`#/…`) holds, or null for any other text. */
export function referencePointer(reference: string): string | null {
  if (!reference.startsWith("#/")) return null;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function escapeToken(token: string): string {
  return token.includes("~") || token.includes("/")
    ? token.replaceAll("~", "~0").replaceAll("/", "~1")
    : token;
}
