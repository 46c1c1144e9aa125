/**
 * Why a text is no regular expression as JSON Schema has them (2020-12 Core §6.4: ECMA-262 with the `u` flag), or null.
 */
export function patternProblem(pattern: string): string | null {
  try {
    new RegExp(pattern, "u");
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8 repeats the expression before it says what is wrong.
    const reason = error.message.slice(error.message.lastIndexOf(": ") + 2);
    return `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
  }
}
