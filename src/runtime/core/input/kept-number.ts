const parts = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Whether the double that a JSON number is read as still says what the text says: it is finite, and beyond 2^53, where
 * doubles are further apart than integers (RFC 8259 §6), it has the same digits. `9007199254740993` would arrive as
 * another number, and name another row; `1e20` arrives as it is.
 */
export function isKept(text: string): boolean {
  const value = Number(text);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return true;
  return Number.isFinite(value) && scientific(text) === scientific(String(value));
}

/** Digits without zeros around them, and where the point is: equal for equal numbers. */
function scientific(text: string): string | null {
  const found = parts.exec(text);
  if (found === null) return null;
  const [, whole = "", fraction = "", power = "0"] = found;
  const digits = whole + fraction;
  let start = 0;
  while (digits[start] === "0") start += 1;
  let end = digits.length;
  while (end > start && digits[end - 1] === "0") end -= 1;
  return `${digits.slice(start, end)}e${String(whole.length - start + Number(power))}`;
}
