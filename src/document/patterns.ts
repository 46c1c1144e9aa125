/**
 * Why a text is no regular expression, or null. JSON Schema has those of ECMA-262 with the `u` flag (2020-12 Core §6.4).
 * Many authors escape more than that allows (`\:`); where such a text can mean one thing only, it is taken without the flag.
 */
export function patternProblem(pattern: string): string | null {
  const problem = problemWith(pattern, "u");
  if (problem === null) return null;
  return problemWith(pattern, "") ?? (foreignEscape.test(pattern) ? problem : null);
}

/**
 * Without the `u` flag an escaped letter that means nothing to ECMAScript is the letter. Its author meant something else: an
 * anchor (`\A`, `\z`), a class (`\p{L}`, `\h`), a code point (`\u{61}`).
 */
const foreignEscape =
  /(?<!\\)(?:\\\\)*\\(?:[AaCEeFGgHhIiJjKklLMmNoOPpQqRTUVXyYzZ]|u(?![0-9A-Fa-f]{4})|x(?![0-9A-Fa-f]{2}))/u;

function problemWith(pattern: string, flags: string): string | null {
  try {
    new RegExp(pattern, flags);
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8 repeats the expression before it says what is wrong.
    const reason = error.message.slice(error.message.lastIndexOf(": ") + 2);
    return `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
  }
}
