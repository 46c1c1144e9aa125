import { lineWidth, literal, propertyKey, trusted, type Code } from "./code.js";

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
  const flat = flatten(expression);
  if (indent + beside + flat.length <= lineWidth) return trusted(flat);
  return trusted(breakUp(expression, indent, beside));
}

function flatten(expression: Expression): string {
  switch (expression.kind) {
    case "code":
      return expression.code;
    case "data":
      return literal(expression.value, { beside: -Infinity });
    case "object":
      return expression.members.length === 0
        ? "{}"
        : `{ ${expression.members.map(([key, value]) => `${propertyKey(key)}: ${flatten(value)}`).join(", ")} }`;
    case "list":
      return `[${expression.items.map(flatten).join(", ")}]`;
    case "call":
      return `${expression.callee}(${expression.arguments.map(flatten).join(", ")})`;
  }
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
          return head + layOut(value, indent + 2, head.length + 1);
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
  const head = `${callee}(${before.map((argument) => `${flatten(argument)}, `).join("")}`;
  const hugs = last !== undefined && isContainer(last) && before.at(-1)?.kind !== last.kind;
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
