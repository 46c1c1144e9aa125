import type { ParseError } from "jsonc-parser";

/** A configuration that is no JavaScript, TypeScript or JSON; `place` is `line:column` of the first fault. */
export class ConfigSyntaxError extends Error {
  readonly place: string;

  constructor(message: string, text: string, offset: number) {
    super(message);
    const before = text.slice(0, offset).split("\n");
    this.place = `${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}`;
  }
}

/**
 * The value of a JSON text.
 * @throws ConfigSyntaxError where it is none; the parser of the language says where only in some versions
 */
export async function parseJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const { parse, printParseErrorCode } = await import("jsonc-parser");
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true });
    const [first] = errors;
    if (first === undefined) throw error;
    const words = printParseErrorCode(first.error)
      .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
      .toLowerCase();
    throw new ConfigSyntaxError(`not valid JSON: ${words}`, text, first.offset);
  }
}
