/** What an expression may speak of (OpenAPI 3.1 §4.8.20.4). Header names are tokens; a body may be pointed into. */
const whole =
  /^\$(?:url|method|statusCode|(?:request|response)\.(?:header\.[\w!#$%&'*+.^`|~-]+|(?:query|path)\.[^{}]+|body(?:#(?:\/[^{}]*)?)?))$/;
const embedded = /\{([^{}]*)\}/g;

/**
 * What is wrong with a text that may hold runtime expressions, or null: it is one, or has some in braces. A text without
 * any is a constant.
 */
export function expressionFault(text: string): string | null {
  if (text.startsWith("$")) return whole.test(text) ? null : faultOf(text);
  const rest = text.replace(embedded, (piece, inner: string) => (whole.test(inner) ? "" : piece));
  const open = /\{\$[^{}]*\}?/.exec(rest)?.[0];
  if (open === undefined) return null;
  return open.endsWith("}") ? faultOf(open.slice(1, -1)) : `"${open}" has no closing brace`;
}

/** Whether a text has a runtime expression in it, sound or not. */
export function holdsExpression(text: string): boolean {
  return text.startsWith("$") || text.includes("{$");
}

function faultOf(expression: string): string {
  const dotted = /^(\$(?:request|response)\.body)[.[](.+?)\]?$/.exec(expression);
  const fault = `"${expression}" is no runtime expression`;
  if (dotted === null) return fault;
  const [, body = "", path = ""] = dotted;
  return `${fault}: members of a body are named by a JSON Pointer, ${body}#/${path.split(/[.[\]]+/).join("/")}`;
}
