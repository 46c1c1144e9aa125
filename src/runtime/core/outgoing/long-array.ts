import { escapeToken } from "../input/pointer.js";

/**
 * Where in a JSON value there is an array of more items than that, as a JSON Pointer, or null: schemas of what comes back are
 * as the document has them, without bounds of their own, and comparing the items of one takes time by their square.
 */
export function longArray(value: unknown, most: number, pointer = ""): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value) && value.length > most) return pointer;
  for (const [name, member] of Object.entries(value)) {
    const found = longArray(member, most, `${pointer}/${escapeToken(name)}`);
    if (found !== null) return found;
  }
  return null;
}
