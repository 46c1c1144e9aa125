import { applyEdits, modify, parse, type JSONPath, type ParseError } from "jsonc-parser";

/** Reads JSON with comments; undefined where it is none, or no object. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return errors.length === 0 && isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** The text with one member set, everything else left as it is: order, comments, indentation, line ends. */
export function withMember(text: string, path: JSONPath, value: unknown): string {
  const indent = /\n([ \t]+)"/u.exec(text)?.[1] ?? "  ";
  const formattingOptions = {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}
