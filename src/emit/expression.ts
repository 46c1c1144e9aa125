import { code, flatLiteral, lineWidth, literal, narrowing, propertyKey, trusted, type Code } from "./code.js";

/** An expression of the generated code, as a tree, so that it can be laid out for the place it stands in. */
export type Expression =
  | { readonly kind: "code"; readonly code: Code }
  | { readonly kind: "data"; readonly value: unknown }
  | { readonly kind: "object"; readonly members: readonly (readonly [key: string, value: Expression])[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "call"; readonly callee: Code; readonly arguments: readonly Expression[] };

export const verbatim = (code: Code): Expression => ({ kind: "code", code });
export const data = (value: unknown): Expression => ({ kind: "data", value });
export const list = (items: readonly Expression[]): Expression => ({ kind: "list", items });
export const members = (entries: readonly (readonly [string, Expression])[]): Expression => ({
  kind: "object",
  members: entries,
});
export const call = (callee: Code, ...args: readonly Expression[]): Expression => ({
  kind: "call",
  callee,
  arguments: args,
});

/**
 * Text of an expression, broken into lines as prettier would.
 * @param indent columns of indentation of the line that it starts on
 * @param beside columns of other text on that line
 */
export function layOut(expression: Expression, indent: number, beside: number): Code {
  const flat = flatten(expression, lineWidth - indent - beside);
  return trusted(flat ?? breakUp(expression, indent, beside));
}

/** `head value;`, with the value on a line of its own where not even its first part fits beside the head. */
export function assigned(head: Code, value: Expression): Code {
  const text = layOut(value, 0, head.length + 2);
  const end = text.indexOf("\n");
  const first = end === -1 ? text.length + 1 : end;
  return head.length + 1 + first <= lineWidth
    ? code`${head} ${text};`
    : code`${head}\n  ${layOut(value, 2, 1)};`;
}

/** `head { return value; }`, on lines of their own. */
export function returning(head: Code, value: Expression): Code {
  return code`${head} {\n  return ${layOut(value, 2, "return ;".length)};\n}`;
}

/** The expression on one line, or null where that would take more columns. */
function flatten(expression: Expression, columns: number): string | null {
  switch (expression.kind) {
    case "code":
      return within(expression.code, columns);
    case "data":
      return flatLiteral(expression.value, columns);
    case "object": {
      if (expression.members.length === 0) return within("{}", columns);
      const parts = expression.members.map(
        ([key, value]) => [`${propertyKey(key)}: `, value, narrowed(key, value)] as const,
      );
      return flattenAll("{ ", parts, " }", columns);
    }
    case "list":
      return flattenAll("[", unnamed(expression.items), "]", columns);
    case "call":
      return flattenAll(`${expression.callee}(`, unnamed(expression.arguments), ")", columns);
  }
}

function within(text: string, columns: number): string | null {
  return text.length <= columns ? text : null;
}

function unnamed(expressions: readonly Expression[]): readonly (readonly ["", Expression, ""])[] {
  return expressions.map((expression) => ["", expression, ""]);
}

/** What a member needs behind it so that the compiler takes its constants for what they are; calls have types of their own. */
function narrowed(key: string, value: Expression): string {
  switch (value.kind) {
    case "data":
      return narrowing(key, value.value);
    case "object":
      return narrowing(key, value.members);
    default:
      return "";
  }
}

function flattenAll(
  open: string,
  parts: readonly (readonly [head: string, value: Expression, tail: string])[],
  close: string,
  columns: number,
): string | null {
  let text = open;
  for (const [index, [head, value, tail]] of parts.entries()) {
    text += (index === 0 ? "" : ", ") + head;
    const part = flatten(value, columns - text.length);
    if (part === null) return null;
    text += part + tail;
  }
  return within(text + close, columns);
}

function breakUp(expression: Expression, indent: number, beside: number): string {
  switch (expression.kind) {
    case "code":
      return expression.code;
    case "data":
      return literal(expression.value, { indent, beside });
    case "object":
      return lines(
        "{",
        expression.members.map(([key, value]) => {
          const head = `${propertyKey(key)}: `;
          return head + layOut(value, indent + 2, head.length + 1) + narrowed(key, value);
        }),
        "}",
        indent,
      );
    case "list":
      return lines(
        "[",
        expression.items.map((item) => layOut(item, indent + 2, 1)),
        "]",
        indent,
      );
    case "call":
      return breakCall(expression.callee, expression.arguments, indent, beside);
  }
}

/** A last object or list hugs the parentheses where what stands before it is of another kind and fits on the line. */
function breakCall(callee: Code, args: readonly Expression[], indent: number, beside: number): string {
  const last = args.at(-1);
  const before = args.slice(0, -1);
  const head = flattenAll(`${callee}(`, unnamed(before), before.length > 0 ? ", " : "", lineWidth);
  const hugs = head !== null && last !== undefined && isContainer(last) && before.at(-1)?.kind !== last.kind;
  // What follows the expression (a comma, a semicolon) is not on the line that ends with the opening brace.
  if (hugs && indent + beside - 1 + `${head}{`.length <= lineWidth)
    return `${head}${breakUp(last, indent, head.length)})`;
  return lines(
    `${callee}(`,
    args.map((argument) => layOut(argument, indent + 2, 1)),
    ")",
    indent,
  );
}

function isContainer(expression: Expression): boolean {
  return (expression.kind === "object" && expression.members.length > 0) || expression.kind === "list";
}

function lines(open: string, parts: readonly string[], close: string, indent: number): string {
  const margin = " ".repeat(indent);
  return `${open}\n${parts.map((part) => `${margin}  ${part},\n`).join("")}${margin}${close}`;
}
