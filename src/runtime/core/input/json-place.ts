import { escapeToken } from "./pointer.js";

interface Container {
  readonly isObject: boolean;
  /** The member at hand, or the index of the item. */
  token: string | number;
}

/**
 * The JSON Pointer (RFC 6901) of what stands at an offset of a JSON text, for messages about it. The text up to there is
 * taken for well-formed.
 */
export function pointerAt(text: string, offset: number): string {
  const open: Container[] = [];
  let expectsKey = false;
  for (let at = 0; at < offset; at += 1) {
    const inner = open.at(-1);
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        if (expectsKey && inner !== undefined) inner.token = unescape(text.slice(at, end + 1));
        expectsKey = false;
        at = end;
        break;
      }
      case "{":
      case "[":
        expectsKey = text[at] === "{";
        open.push({ isObject: expectsKey, token: expectsKey ? "" : 0 });
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        expectsKey = inner?.isObject === true;
        if (typeof inner?.token === "number") inner.token += 1;
        break;
    }
  }
  return open.map(({ token }) => `/${escapeToken(String(token))}`).join("");
}

/** Index of the closing quote, or the end of the text where there is none. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** The text that a JSON string spells, or its own where that is malformed. */
export function unescape(spelling: string): string {
  try {
    return String(JSON.parse(spelling));
  } catch {
    return spelling;
  }
}
